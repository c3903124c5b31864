//! A linear classifier as an ONNX file, and back: what is promoted can be run, looked at and checked by other tools.
//!
//! One input, `sample`: 1 × (features + hints × labels), the hints after the features, label by label for the first
//! hint, then for the second. One output, `probability`: 1 × labels. The graph is `Sigmoid(sample × weights + bias)`;
//! weights are kept as 16-bit floats. Labels and notes stand in `metadata_props`.

use half::f16;
use prost::Message;

use crate::{
    ModelError,
    linear::{HINTS, Linear},
};

/// `metadata_props` key of the labels, one per line.
const LABELS: &str = "labels";
/// Format of the file and version of the operators, as ONNX counts them: `IR_VERSION` 8 and opset 13.
const IR_VERSION: i64 = 8;
const OPSET: i64 = 13;
const FLOAT: i32 = 1;
const FLOAT16: i32 = 10;
/// `AttributeProto.AttributeType.INT`.
const INT: i32 = 2;

/// The numbers of the fields are those of `onnx.proto` (proto2: repeated numbers are not packed there, and readers
/// take both).
#[derive(Clone, PartialEq, Message)]
struct ModelProto {
    #[prost(int64, optional, tag = "1")]
    ir_version: Option<i64>,
    #[prost(string, optional, tag = "2")]
    producer_name: Option<String>,
    #[prost(message, optional, tag = "7")]
    graph: Option<GraphProto>,
    #[prost(message, repeated, tag = "8")]
    opset_import: Vec<OperatorSet>,
    #[prost(message, repeated, tag = "14")]
    metadata_props: Vec<Entry>,
}

#[derive(Clone, PartialEq, Message)]
struct OperatorSet {
    #[prost(string, optional, tag = "1")]
    domain: Option<String>,
    #[prost(int64, optional, tag = "2")]
    version: Option<i64>,
}

#[derive(Clone, PartialEq, Message)]
struct Entry {
    #[prost(string, optional, tag = "1")]
    key: Option<String>,
    #[prost(string, optional, tag = "2")]
    value: Option<String>,
}

#[derive(Clone, PartialEq, Message)]
struct GraphProto {
    #[prost(message, repeated, tag = "1")]
    node: Vec<NodeProto>,
    #[prost(string, optional, tag = "2")]
    name: Option<String>,
    #[prost(message, repeated, tag = "5")]
    initializer: Vec<TensorProto>,
    #[prost(message, repeated, tag = "11")]
    input: Vec<ValueInfo>,
    #[prost(message, repeated, tag = "12")]
    output: Vec<ValueInfo>,
}

#[derive(Clone, PartialEq, Message)]
struct NodeProto {
    #[prost(string, repeated, tag = "1")]
    input: Vec<String>,
    #[prost(string, repeated, tag = "2")]
    output: Vec<String>,
    #[prost(string, optional, tag = "3")]
    name: Option<String>,
    #[prost(string, optional, tag = "4")]
    op_type: Option<String>,
    #[prost(message, repeated, tag = "5")]
    attribute: Vec<Attribute>,
}

#[derive(Clone, PartialEq, Message)]
struct Attribute {
    #[prost(string, optional, tag = "1")]
    name: Option<String>,
    #[prost(int64, optional, tag = "3")]
    i: Option<i64>,
    #[prost(int32, optional, tag = "20")]
    kind: Option<i32>,
}

#[derive(Clone, PartialEq, Message)]
struct TensorProto {
    #[prost(int64, repeated, packed = "false", tag = "1")]
    dims: Vec<i64>,
    #[prost(int32, optional, tag = "2")]
    data_type: Option<i32>,
    #[prost(string, optional, tag = "8")]
    name: Option<String>,
    #[prost(bytes = "vec", optional, tag = "9")]
    raw_data: Option<Vec<u8>>,
}

#[derive(Clone, PartialEq, Message)]
struct ValueInfo {
    #[prost(string, optional, tag = "1")]
    name: Option<String>,
    #[prost(message, optional, tag = "2")]
    kind: Option<TypeProto>,
}

#[derive(Clone, PartialEq, Message)]
struct TypeProto {
    #[prost(message, optional, tag = "1")]
    tensor: Option<TensorType>,
}

#[derive(Clone, PartialEq, Message)]
struct TensorType {
    #[prost(int32, optional, tag = "1")]
    element: Option<i32>,
    #[prost(message, optional, tag = "2")]
    shape: Option<Shape>,
}

#[derive(Clone, PartialEq, Message)]
struct Shape {
    #[prost(message, repeated, tag = "1")]
    dim: Vec<Dimension>,
}

#[derive(Clone, PartialEq, Message)]
struct Dimension {
    #[prost(int64, optional, tag = "1")]
    value: Option<i64>,
}

/// The file's bytes. `notes` go into `metadata_props` beside the labels: seed, data, figures.
pub fn write(linear: &Linear, notes: &[(String, String)]) -> Vec<u8> {
    let (labels, features) = (linear.labels.len(), linear.features);
    let rows = features + HINTS * labels;
    let mut weights: Vec<u8> = Vec::with_capacity(rows * labels * 2);
    let mut push = |weight: f32| weights.extend(f16::from_f32(weight).to_le_bytes());
    linear.weights.iter().for_each(|&weight| push(weight));
    for hint in linear.hints {
        for row in 0..labels {
            (0..labels).for_each(|column| push(if row == column { hint } else { 0.0 }));
        }
    }
    let bias: Vec<u8> = linear.bias.iter().flat_map(|b| b.to_le_bytes()).collect();
    let mut metadata_props = vec![entry(LABELS, &linear.labels.join("\n"))];
    metadata_props.extend(notes.iter().map(|(key, value)| entry(key, value)));
    let model = ModelProto {
        ir_version: Some(IR_VERSION),
        producer_name: Some("sesame".to_owned()),
        graph: Some(GraphProto {
            node: vec![
                node(
                    "Cast",
                    &["weights16"],
                    "weights",
                    Some(("to", FLOAT.into())),
                ),
                node("MatMul", &["sample", "weights"], "product", None),
                node("Add", &["product", "bias"], "logit", None),
                node("Sigmoid", &["logit"], "probability", None),
            ],
            name: Some("linear".to_owned()),
            initializer: vec![
                tensor("weights16", &[rows, labels], FLOAT16, weights),
                tensor("bias", &[labels], FLOAT, bias),
            ],
            input: vec![value("sample", rows)],
            output: vec![value("probability", labels)],
        }),
        opset_import: vec![OperatorSet {
            domain: Some(String::new()),
            version: Some(OPSET),
        }],
        metadata_props,
    };
    model.encode_to_vec()
}

/// What a file says of itself.
#[derive(Clone, Debug)]
pub struct Notes(Vec<Entry>);

impl Notes {
    pub fn get(&self, key: &str) -> Option<&str> {
        let mut entries = self.0.iter();
        entries
            .find(|entry| entry.key.as_deref() == Some(key))?
            .value
            .as_deref()
    }
}

/// The classifier that [`write()`] put into a file, and its notes. Anything else is refused.
pub fn read(bytes: &[u8]) -> Result<(Linear, Notes), ModelError> {
    let not_ours = |what: &str| ModelError::NotLinear {
        what: what.to_owned(),
    };
    let model = ModelProto::decode(bytes).map_err(|error| not_ours(&error.to_string()))?;
    let notes = Notes(model.metadata_props);
    let labels: Vec<String> = notes
        .get(LABELS)
        .filter(|labels| !labels.is_empty())
        .ok_or_else(|| not_ours("no labels"))?
        .split('\n')
        .map(str::to_owned)
        .collect();
    let graph = model.graph.ok_or_else(|| not_ours("no graph"))?;
    let data = |name: &str, kind: i32| {
        let tensor = graph
            .initializer
            .iter()
            .find(|tensor| tensor.name.as_deref() == Some(name) && tensor.data_type == Some(kind));
        tensor
            .and_then(|tensor| tensor.raw_data.as_deref())
            .ok_or_else(|| not_ours(name))
    };
    let width = labels.len();
    let bias: Vec<f32> = data("bias", FLOAT)?
        .chunks_exact(4)
        .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
        .collect();
    let mut weights: Vec<f32> = data("weights16", FLOAT16)?
        .chunks_exact(2)
        .map(|b| f16::from_le_bytes([b[0], b[1]]).to_f32())
        .collect();
    let hints_from = weights
        .len()
        .checked_sub(HINTS * width * width)
        .filter(|from| from.is_multiple_of(width))
        .ok_or_else(|| not_ours("weights of a wrong size"))?;
    let mut hints = [0.0; HINTS];
    for (nth, hint) in hints.iter_mut().enumerate() {
        *hint = weights[hints_from + nth * width * width];
    }
    weights.truncate(hints_from);
    let linear = Linear {
        features: weights.len() / width,
        labels,
        weights,
        bias,
        hints,
    };
    let all = linear
        .weights
        .iter()
        .chain(&linear.bias)
        .chain(&linear.hints);
    if linear.bias.len() != width || !all.copied().all(f32::is_finite) {
        return Err(not_ours("bias"));
    }
    Ok((linear, notes))
}

fn entry(key: &str, value: &str) -> Entry {
    Entry {
        key: Some(key.to_owned()),
        value: Some(value.to_owned()),
    }
}

fn node(operator: &str, input: &[&str], output: &str, attribute: Option<(&str, i64)>) -> NodeProto {
    NodeProto {
        input: input.iter().map(|name| (*name).to_owned()).collect(),
        output: vec![output.to_owned()],
        name: Some(output.to_owned()),
        op_type: Some(operator.to_owned()),
        attribute: attribute
            .into_iter()
            .map(|(name, i)| Attribute {
                name: Some(name.to_owned()),
                i: Some(i),
                kind: Some(INT),
            })
            .collect(),
    }
}

fn tensor(name: &str, dims: &[usize], kind: i32, raw: Vec<u8>) -> TensorProto {
    TensorProto {
        dims: dims.iter().map(|dim| dim.cast_signed() as i64).collect(),
        data_type: Some(kind),
        name: Some(name.to_owned()),
        raw_data: Some(raw),
    }
}

fn value(name: &str, columns: usize) -> ValueInfo {
    let dim = |value: usize| Dimension {
        value: Some(value.cast_signed() as i64),
    };
    ValueInfo {
        name: Some(name.to_owned()),
        kind: Some(TypeProto {
            tensor: Some(TensorType {
                element: Some(FLOAT),
                shape: Some(Shape {
                    dim: vec![dim(1), dim(columns)],
                }),
            }),
        }),
    }
}
