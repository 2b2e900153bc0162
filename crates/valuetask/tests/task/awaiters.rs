//! Those who wait for a task: any number of them, who come and go.
