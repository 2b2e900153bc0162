//! A subscriber that records every span and event.

use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex, PoisonError};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::{LookupSpan, Registry};

/// The recorded lines.
#[derive(Clone, Debug, Default)]
pub struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    /// Writes a line.
    pub fn line(&self, line: impl Into<String>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(line.into());
    }
}

/// Returns all that is recorded on this thread while `run` runs, with the lines that it writes.
pub fn record(run: impl FnOnce(&Log)) -> Vec<String> {
    let log = Log::default();
    tracing::subscriber::with_default(Registry::default().with(log.clone()), || run(&log));
    log.0.lock().unwrap_or_else(PoisonError::into_inner).split_off(0)
}

fn name<S: Subscriber + for<'s> LookupSpan<'s>>(id: Option<&Id>, context: &Context<'_, S>) -> &'static str {
    id.and_then(|id| context.span(id)).map_or("no span", |span| span.name())
}

impl<S: Subscriber + for<'s> LookupSpan<'s>> Layer<S> for Log {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let meta = attributes.metadata();
        let parent = context.span(id).and_then(|span| span.parent()).map_or("no span", |parent| parent.name());
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        self.line(format!("new {} {}{} in {parent}", meta.level(), meta.name(), fields.0));
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        values.record(&mut fields);
        self.line(format!("{} learns{}", name(Some(id), &context), fields.0));
    }

    fn on_follows_from(&self, id: &Id, follows: &Id, context: Context<'_, S>) {
        self.line(format!("{} follows {}", name(Some(id), &context), name(Some(follows), &context)));
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let span = context.event_span(event).map_or("no span", |span| span.name());
        self.line(format!("event {}{} in {span}", event.metadata().level(), fields.0));
    }

    fn on_enter(&self, id: &Id, context: Context<'_, S>) {
        self.line(format!("enter {}", name(Some(id), &context)));
    }

    fn on_exit(&self, id: &Id, context: Context<'_, S>) {
        self.line(format!("exit {}", name(Some(id), &context)));
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        self.line(format!("close {}", name(Some(&id), &context)));
    }
}

#[derive(Default)]
struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {}={value:?}", field.name()).expect("a string takes everything");
    }
}
