//! The common code of the adapters for tokio's and futures' traits: all but the functions with different signatures.

/// Defines three types and their traits, by the names in scope of the call.
///
/// `$shutdown` is the trait's name for it, and `$vectored` is what a wrapped writer returns for `is_write_vectored`.
/// `$written_vectored` is how a wrapper writes several buffers, where the trait's own way needs other documentation.
macro_rules! adapters {
    (
        $(#[$from:meta])* from $From:ident;
        $(#[$reader:meta])* reader $Reader:ident;
        $(#[$writer:meta])* writer $Writer:ident;
        $shutdown:ident; { $($vectored:tt)* } { $($written_vectored:tt)* }
    ) => {
        $(#[$from])*
        #[derive(Debug)]
        pub struct $From<T>(T);

        impl<T> $From<T> {
            #[doc = concat!(
                "Wraps a reader or writer. What isn't `Unpin` has to be pinned before: `", stringify!($From),
                "::new(Box::pin(stream))`."
            )]
            pub fn new(inner: T) -> Self {
                Self(inner)
            }

            /// Returns a reference to the inner reader or writer.
            pub fn get_ref(&self) -> &T {
                &self.0
            }

            /// Returns a mutable reference to the inner reader or writer.
            pub fn get_mut(&mut self) -> &mut T {
                &mut self.0
            }

            /// Returns the inner reader or writer.
            pub fn into_inner(self) -> T {
                self.0
            }
        }

        impl<T: AsyncWrite + Unpin + Send> ValueWrite for $From<T> {
            fn write<'a>(&'a mut self, buf: &'a [u8]) -> ValueTask<'a, io::Result<usize>> {
                ValueTask::from_future(poll_fn(move |cx| Pin::new(&mut self.0).poll_write(cx, buf)))
            }

            fn write_vectored<'a>(&'a mut self, bufs: &'a [io::IoSlice<'_>]) -> ValueTask<'a, io::Result<usize>> {
                ValueTask::from_future(poll_fn(move |cx| Pin::new(&mut self.0).poll_write_vectored(cx, bufs)))
            }

            $($vectored)*

            fn flush(&mut self) -> ValueTask<'_, io::Result<()>> {
                ValueTask::from_future(poll_fn(move |cx| Pin::new(&mut self.0).poll_flush(cx)))
            }

            fn shutdown(&mut self) -> ValueTask<'_, io::Result<()>> {
                ValueTask::from_future(poll_fn(move |cx| Pin::new(&mut self.0).$shutdown(cx)))
            }
        }

        $(#[$reader])*
        #[derive(Debug)]
        pub struct $Reader<'a, R>(DrivenReader<'a, R>);

        impl<'a, R: ValueBufRead + 'a> $Reader<'a, R> {
            /// Wraps a reader.
            pub fn new(reader: R) -> Self {
                Self(DrivenReader::new(reader))
            }
        }

        impl<'a, R: ValueBufRead + 'a> AsyncBufRead for $Reader<'a, R> {
            fn poll_fill_buf(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
                self.get_mut().0.poll_fill(cx)
            }

            // A link in the trait's own text leads nowhere from here.
            /// Removes `count` bytes from the front of the buffer.
            fn consume(mut self: Pin<&mut Self>, count: usize) {
                self.0.consume(count);
            }
        }

        $(#[$writer])*
        #[derive(Debug)]
        pub struct $Writer<'a, W>(DrivenWriter<'a, W>);

        impl<'a, W: ValueWrite + 'a> $Writer<'a, W> {
            /// Wraps a writer.
            pub fn new(writer: W) -> Self {
                Self(DrivenWriter::new(writer))
            }
        }

        impl<'a, W: ValueWrite + 'a> AsyncWrite for $Writer<'a, W> {
            fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
                self.0.poll_write(cx, buf)
            }

            fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
                self.0.poll_flush(cx)
            }

            fn $shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
                self.0.poll_shutdown(cx)
            }

            $($written_vectored)*
        }
    };
}
pub(super) use adapters;
