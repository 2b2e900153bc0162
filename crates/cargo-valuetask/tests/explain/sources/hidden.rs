mod alias {
    #[cfg_attr(target_family = "wasm", valuetask::async_trait(?Send))]
    #[cfg_attr(not(target_family = "wasm"), valuetask::async_trait)]
    impl super::Store for Remote {
        async fn get(&self, key: &str) -> Option<u64> {
            if key.is_empty() {
                return None;
            }
            self.client.get(key).await
        }

        #[value_task]
        async fn len(&self) -> usize {
            self.length
        }
    }
}

macro_rules! store {
    ($name:ident) => {
        #[valuetask::value_task]
        impl Store for $name {
            async fn get(&self) -> u64 {
                7
            }
        }
    };
}

store!(Constant);

fn within() {
    cfg_if! {
        if #[cfg(unix)] {
            #[value_task(lazy)]
            async fn unseen() {}
        }
    }

    #[value_task]
    async fn seen(name: String) -> usize {
        name.len()
    }
}

impl Remote {
    async fn connect(&self) -> bool {
        self.dial().await
    }
}
