//! The macro.
use valuetask_syntax as _;
