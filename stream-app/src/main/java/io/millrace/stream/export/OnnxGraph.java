package io.millrace.stream.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;

/** The nodes of an ONNX graph, added in the order in which they are computed. */
final class OnnxGraph {
  private final GraphProto.Builder proto = GraphProto.newBuilder();

  GraphProto.Builder proto() {
    return proto;
  }

  /** A constant. */
  void tensor(TensorProto tensor) {
    proto.addInitializer(tensor);
  }

  /** An operation whose one output has a name; returns that name. */
  String node(String operation, String output, String... inputs) {
    proto.addNode(node(operation, output, List.of(inputs)));
    return output;
  }

  /** A cast to double. */
  String toDouble(String input, String output) {
    return cast(input, output, DataType.DOUBLE);
  }

  /** A cast to a type. */
  String cast(String input, String output, DataType type) {
    proto.addNode(
        node("Cast", output, List.of(input)).addAttribute(attribute("to", type.getNumber())));
    return output;
  }

  /** A sum along the axis that a tensor names, which then is gone. */
  String sum(String input, String output, String axis) {
    proto.addNode(
        node("ReduceSum", output, List.of(input, axis)).addAttribute(attribute("keepdims", 0)));
    return output;
  }

  private static AttributeProto attribute(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
  }

  private static NodeProto.Builder node(String operation, String output, List<String> inputs) {
    return NodeProto.newBuilder()
        .setOpType(operation)
        .setName(output)
        .addAllInput(inputs)
        .addOutput(output);
  }
}
