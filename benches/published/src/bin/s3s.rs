//! s3s: a request to an S3 server with a ready answer, from HTTP to HTTP.
#![forbid(unsafe_code)]

use async_trait::async_trait;
use http::Method;
use s3s::dto::{GetObjectInput, GetObjectOutput, HeadBucketInput, HeadBucketOutput};
use s3s::service::S3ServiceBuilder;
use s3s::{Body, HttpRequest, S3, S3Request, S3Response, S3Result};

struct Empty;

#[async_trait]
impl S3 for Empty {
    async fn head_bucket(&self, _req: S3Request<HeadBucketInput>) -> S3Result<S3Response<HeadBucketOutput>> {
        Ok(S3Response::new(HeadBucketOutput::default()))
    }

    async fn get_object(&self, _req: S3Request<GetObjectInput>) -> S3Result<S3Response<GetObjectOutput>> {
        Ok(S3Response::new(GetObjectOutput { content_length: Some(0), ..GetObjectOutput::default() }))
    }
}

fn main() {
    published::run(async |cases| {
        let service = S3ServiceBuilder::new(Empty).build();
        let ask = async |method: Method, path: &str| {
            let mut request = HttpRequest::new(Body::empty());
            (*request.method_mut(), *request.uri_mut()) = (method, path.parse().unwrap());
            let response = service.call(request).await.unwrap();
            assert!(response.status().is_success(), "{}", response.status());
        };
        cases.case("head of a bucket", 20_000, async || ask(Method::HEAD, "/pictures").await).await;
        cases.case("an empty object", 20_000, async || ask(Method::GET, "/pictures/none").await).await;
    });
}
