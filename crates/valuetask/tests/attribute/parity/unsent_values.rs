//! Values that only a caller knows to be `Send`, awaited in methods whose tasks have to be.

use std::fmt::Debug;

use pollster::block_on;

use super::attribute;
use crate::util::{Drops, pause};

/// Neither associated type says `Send`.
#[attribute]
trait Transport: Send + Sync {
    type Ok;
    type Error: Debug;

    async fn send_raw(&self, bytes: &[u8]) -> Result<Self::Ok, Self::Error>;

    async fn send(&self, text: &str) -> Result<Self::Ok, Self::Error> {
        self.send_raw(text.to_uppercase().as_bytes()).await
    }

    async fn send_twice(&self, text: &str) -> Result<Self::Ok, Self::Error> {
        let first = format!("{text}1");
        let first = self.send(&first);
        first.await?;
        Ok(self.send(&format!("{text}2")).await?)
    }
}

struct Counting(bool);

#[attribute]
impl Transport for Counting {
    type Ok = usize;
    type Error = String;

    async fn send_raw(&self, bytes: &[u8]) -> Result<usize, String> {
        if self.0 {
            pause().await;
        }
        if bytes.is_empty() { Err("nothing to send".to_owned()) } else { Ok(bytes.len()) }
    }
}

struct Retrying<T>(T);

#[attribute]
impl<T: Transport> Transport for Retrying<T> {
    type Ok = T::Ok;
    type Error = T::Error;

    async fn send_raw(&self, bytes: &[u8]) -> Result<T::Ok, T::Error> {
        let mut left = 2;
        loop {
            match self.0.send_raw(bytes).await {
                Ok(sent) => break Ok(sent),
                Err(error) if left == 0 => return Err(error),
                Err(_) => left -= 1,
            }
            pause().await;
        }
    }
}

fn assert_send<T: Send>(value: T) -> T {
    value
}

#[test]
fn a_generic_method_awaits_a_value_that_only_its_caller_knows_to_be_send() {
    for suspends in [false, true] {
        let transport = Retrying(Counting(suspends));
        assert_eq!(block_on(assert_send(transport.send("four"))), Ok(4));
        assert_eq!(block_on(assert_send(transport.send_twice("four"))), Ok(5));
        assert_eq!(block_on(transport.send("")), Err("nothing to send".to_owned()));
    }
}

/// Awaits of every other kind, in a generic method.
#[attribute]
trait Everything: Send + Sync {
    async fn value<T: Send>(&self, value: T) -> T {
        pause().await;
        value
    }

    async fn of_each_kind(&self, drops: &Drops) -> usize {
        let kept = self.value(drops.value()).await;
        let boxed: std::pin::Pin<Box<dyn Future<Output = usize> + Send + '_>> = Box::pin(async { drops.count() });
        let before = boxed.await;
        let by_reference = &mut Box::pin(async { before + 1 });
        let between = by_reference.await;
        self.value(kept).await;
        let after = async { drops.count() }.await + self.value(between).await;
        std::future::ready(after).await
    }
}

impl Everything for () {}

#[test]
fn awaits_of_every_kind_stand_in_a_generic_method() {
    assert_eq!(block_on(().of_each_kind(&Drops::default())), 2);
}
