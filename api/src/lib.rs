#![doc = include_str!("../README.md")]

pub mod cli;

mod demo;
mod read;
mod serve;
mod sort;
mod train;
mod work;

pub mod eval;

mod house;
mod key;
mod progress;

mod correct;
mod gallery;
mod naming;
mod pdf;
mod shelf;
pub mod views;

mod assets;
mod pictures;
mod words;

pub mod limits;
pub mod web;
