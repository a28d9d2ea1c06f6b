package io.millrace.stream.export;

/** What a model can be exported as. */
public enum Format {
  /** A Tribuo 4.3 model, protobuf: features are ids in decimal, labels positive and negative. */
  TRIBUO,
  /** An ONNX graph of opset 13: ids and values of events in, raw scores out. */
  ONNX
}
