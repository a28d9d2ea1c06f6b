package io.millrace.stream.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.millrace.model.learner.FeatureVector;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;

/**
 * The few operators of ONNX that an exported graph uses, by their specification (opset 13), as
 * slowly and plainly as can be; everything is double.
 */
final class OnnxEvaluator {
  private final GraphProto graph;
  private final Map<String, Tensor> constants = new HashMap<>();

  /** Row by row. */
  private record Tensor(int[] shape, double[] data) {
    static Tensor zeros(int... shape) {
      return new Tensor(shape, new double[Arrays.stream(shape).reduce(1, (a, b) -> a * b)]);
    }

    int size(int axis) {
      return shape[axis];
    }

    /** The product of the dimensions after an axis. */
    int stride(int axis) {
      return Arrays.stream(shape, axis + 1, shape.length).reduce(1, (a, b) -> a * b);
    }
  }

  OnnxEvaluator(ModelProto model) {
    graph = model.getGraph();
    graph.getInitializerList().forEach(tensor -> constants.put(tensor.getName(), read(tensor)));
  }

  /** An output for a batch of events. */
  double[] of(String output, FeatureVector... events) {
    int longest = Arrays.stream(events).mapToInt(FeatureVector::size).max().orElse(0);
    Tensor ids = Tensor.zeros(events.length, longest);
    Tensor values = Tensor.zeros(events.length, longest);
    for (int e = 0; e < events.length; e++) {
      for (int i = 0; i < events[e].size(); i++) {
        ids.data[e * longest + i] = events[e].id(i);
        values.data[e * longest + i] = events[e].value(i);
      }
    }
    Map<String, Tensor> known = new HashMap<>(constants);
    known.put("ids", ids);
    known.put("values", values);
    for (NodeProto node : graph.getNodeList()) {
      Tensor[] in = node.getInputList().stream().map(known::get).toArray(Tensor[]::new);
      known.put(node.getOutput(0), compute(node, in));
    }
    return known.get(output).data;
  }

  private static Tensor compute(NodeProto node, Tensor... in) {
    return switch (node.getOpType()) {
      case "Cast" -> in[0];
      case "Clip" -> each(each(in[0], in[1], Math::max), in[2], Math::min);
      case "GreaterOrEqual" -> reached(in[0], in[1]);
      case "Gather" -> gather(in[0], in[1]);
      case "Mul" -> each(in[0], in[1], (a, b) -> a * b);
      case "Add" -> each(in[0], in[1], Double::sum);
      case "Sub" -> each(in[0], in[1], (a, b) -> a - b);
      case "ReduceSum" -> sum(in[0], (int) in[1].data[0], attribute(node, "keepdims", 1) == 1);
      case "Unsqueeze" -> {
        int[] shape = Arrays.copyOf(in[0].shape, in[0].shape.length + 1);
        shape[shape.length - 1] = 1;
        assertLast((int) in[1].data[0], shape);
        yield new Tensor(shape, in[0].data);
      }
      case "Sigmoid" ->
          new Tensor(
              in[0].shape, Arrays.stream(in[0].data).map(z -> 1 / (1 + Math.exp(-z))).toArray());
      default -> throw new IllegalArgumentException("no operator " + node);
    };
  }

  /** Of a column and a row: each of the one with each of the other. */
  private static Tensor reached(Tensor column, Tensor row) {
    Tensor reached = Tensor.zeros(column.size(0), row.size(0));
    for (int i = 0; i < reached.data.length; i++) {
      boolean is = column.data[i / row.data.length] >= row.data[i % row.data.length];
      reached.data[i] = is ? 1 : 0;
    }
    return reached;
  }

  private static void assertLast(int axis, int[] shape) {
    if (axis != shape.length - 1) throw new IllegalArgumentException("axis " + axis);
  }

  /** Along the first axis of the table. */
  private static Tensor gather(Tensor table, Tensor indices) {
    int width = table.stride(0);
    int[] shape = Arrays.copyOf(indices.shape, indices.shape.length + table.shape.length - 1);
    for (int i = 1; i < table.shape.length; i++) {
      shape[indices.shape.length + i - 1] = table.shape[i];
    }
    Tensor gathered = Tensor.zeros(shape);
    for (int i = 0; i < indices.data.length; i++) {
      System.arraycopy(table.data, (int) indices.data[i] * width, gathered.data, i * width, width);
    }
    return gathered;
  }

  private static long attribute(NodeProto node, String name, long otherwise) {
    return node.getAttributeList().stream()
        .filter(attribute -> attribute.getName().equals(name))
        .mapToLong(AttributeProto::getI)
        .findFirst()
        .orElse(otherwise);
  }

  private static Tensor sum(Tensor of, int axis, boolean keeps) {
    int inner = of.stride(axis);
    int size = of.size(axis);
    int[] shape = new int[of.shape.length - (keeps ? 0 : 1)];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = keeps && i == axis ? 1 : of.shape[keeps || i < axis ? i : i + 1];
    }
    Tensor sum = Tensor.zeros(shape);
    for (int i = 0; i < of.data.length; i++) {
      sum.data[i / (inner * size) * inner + i % inner] += of.data[i];
    }
    return sum;
  }

  /** Of the same shape, or the second a scalar, or 1 wide where the first is wider at its end. */
  private static Tensor each(Tensor one, Tensor other, DoubleBinaryOperator operator) {
    boolean fits = Arrays.equals(one.shape, other.shape) || other.shape.length == 0;
    if (!fits
        && !(one.shape.length == other.shape.length && other.stride(other.shape.length - 2) == 1)) {
      throw new IllegalArgumentException(
          Arrays.toString(one.shape) + " and " + Arrays.toString(other.shape));
    }
    Tensor result = Tensor.zeros(one.shape);
    int repeat = one.data.length / other.data.length;
    for (int i = 0; i < one.data.length; i++) {
      result.data[i] = operator.applyAsDouble(one.data[i], other.data[i / repeat]);
    }
    return result;
  }

  private static Tensor read(TensorProto tensor) {
    int[] shape = tensor.getDimsList().stream().mapToInt(Long::intValue).toArray();
    Tensor read = Tensor.zeros(shape);
    switch (TensorProto.DataType.forNumber(tensor.getDataType())) {
      case FLOAT -> {
        float[] floats = new float[read.data.length];
        tensor
            .getRawData()
            .asReadOnlyByteBuffer()
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer()
            .get(floats);
        Arrays.setAll(read.data, i -> floats[i]);
      }
      case DOUBLE -> Arrays.setAll(read.data, tensor::getDoubleData);
      case INT64 -> Arrays.setAll(read.data, tensor::getInt64Data);
      default -> throw new IllegalArgumentException("no type " + tensor.getDataType());
    }
    return read;
  }
}
