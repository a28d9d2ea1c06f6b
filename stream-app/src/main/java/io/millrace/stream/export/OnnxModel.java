package io.millrace.stream.export;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntToDoubleFunction;

/**
 * An ONNX graph over the ids of events: what they weigh is gathered from a table, times their
 * values, summed up. Sparse: an event costs as much as it has ids, whatever the table's size.
 *
 * <p>Inputs {@code ids} (int64) and {@code values} (float), both [batch, ids]; shorter events are
 * filled up with any id of value 0. Each id is to be there once, with the sum of its values.
 * Outputs {@code logit} and {@code score}, and {@code probability} of a learner that is calibrated,
 * all double, [batch]. Sums in double, as ours are.
 */
final class OnnxModel {
  private static final int IR_VERSION = 7;
  private static final int OPSET = 13;

  /** A message of protocol buffers must stay below 2 GiB. */
  private static final long MOST_BYTES = 2_000_000_000;

  private final Export export;
  private final OnnxGraph graph = new OnnxGraph();

  OnnxModel(Export export) {
    this.export = export;
    long bytes = 4L * (1 + export.factors()) * export.ids();
    if (bytes > MOST_BYTES) {
      throw new IllegalArgumentException(
          "hash_bits = "
              + export.config().hashBits()
              + ": the tables have "
              + bytes
              + " bytes, expected at most "
              + MOST_BYTES
              + ", which is what ONNX can hold in one file");
    }
  }

  void write(OutputStream out) throws IOException {
    model().writeTo(out);
  }

  ModelProto model() {
    Origin origin = export.origin();
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
            .setProducerName("millrace")
            .setDomain("io.millrace")
            .setModelVersion(origin.version().offset())
            .setGraph(graph());
    export
        .said()
        .forEach(
            (key, value) ->
                model.addMetadataProps(
                    StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return model.build();
  }

  private GraphProto graph() {
    graph.tensor(floats("weights", export::weight, export.ids()));
    graph.tensor(scalar("bias", export.bias()));
    graph.tensor(axis("of_ids", 1));
    String x = graph.toDouble("values", "x");
    String weighed = graph.node("Mul", "weighed", gathered("weights"), x);
    String linear = graph.sum(weighed, "linear", "of_ids");
    String sum = export.factors() == 0 ? linear : graph.node("Add", "sum", linear, pairs(x));
    graph.node("Add", "logit", sum, "bias");
    graph.node("Sigmoid", "score", "logit");
    OnnxCalibration calibration = new OnnxCalibration(graph, export.priorOdds());
    export.calibrator().ifPresent(calibration::add);
    GraphProto.Builder proto = graph.proto();
    if (export.calibrator().isPresent()) {
      proto.addOutput(value(OnnxCalibration.PROBABILITY, DataType.DOUBLE, "batch"));
    }
    return proto
        .setName(export.origin().pipeline())
        .addInput(value("ids", DataType.INT64, "batch", "ids"))
        .addInput(value("values", DataType.FLOAT, "batch", "ids"))
        .addOutput(value("logit", DataType.DOUBLE, "batch"))
        .addOutput(value("score", DataType.DOUBLE, "batch"))
        .build();
  }

  /** Half of what the squared sum of each factor has beside the squares: each pair once. */
  private String pairs(String x) {
    int factors = export.factors();
    IntToDoubleFunction factor = at -> export.factor(at / factors, at % factors);
    graph.tensor(floats("factors", factor, export.ids(), factors));
    graph.tensor(scalar("half", 0.5));
    graph.tensor(axis("of_factors", 2));
    String column = graph.node("Unsqueeze", "column", x, "of_factors");
    String parts = graph.node("Mul", "parts", gathered("factors"), column);
    String sums = graph.sum(parts, "sums", "of_ids");
    String squared = graph.node("Mul", "squared", sums, sums);
    String squares = graph.node("Mul", "squares", parts, parts);
    String alone = graph.sum(squares, "alone", "of_ids");
    String twice = graph.node("Sub", "twice", squared, alone);
    String halves = graph.node("Mul", "halves", twice, "half");
    return graph.sum(halves, "pairs", "of_ids");
  }

  private String gathered(String table) {
    return graph.toDouble(graph.node("Gather", "gathered_" + table, table, "ids"), table + "_of_x");
  }

  private static TensorProto floats(String name, IntToDoubleFunction numbers, int... shape) {
    int size = 1;
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(name);
    for (int dimension : shape) {
      tensor.addDims(dimension);
      size *= dimension;
    }
    ByteBuffer bytes = ByteBuffer.allocate(4 * size).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < size; i++) {
      bytes.putFloat((float) numbers.applyAsDouble(i));
    }
    return tensor
        .setDataType(DataType.FLOAT.getNumber())
        .setRawData(ByteString.copyFrom(bytes.flip()))
        .build();
  }

  static TensorProto scalar(String name, double value) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(DataType.DOUBLE.getNumber())
        .addDoubleData(value)
        .build();
  }

  static TensorProto axis(String name, long axis) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(DataType.INT64.getNumber())
        .addDims(1)
        .addInt64Data(axis)
        .build();
  }

  private static ValueInfoProto value(String name, DataType type, String... dimensions) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (String dimension : dimensions) {
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam(dimension));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape)))
        .build();
  }
}
