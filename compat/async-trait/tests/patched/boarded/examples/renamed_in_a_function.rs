// pooled exact hot: not_found_add_async_trait_to_the_dependencies_or_choose_the_mode_boxed
#![forbid(unsafe_code)]

use bus::Interface;

fn main() {
    use bus::methods;

    struct Passenger;

    #[methods]
    impl Interface for Passenger {
        async fn name(&self) -> String {
            String::from("Passenger")
        }
    }
}
