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
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * An ONNX graph over the ids of events: what they weigh is gathered from a table, times their
 * values, summed up. Sparse: an event costs as much as it has ids, whatever the table's size.
 *
 * <p>Inputs {@code ids} (int64), {@code values} (float) and, where there is a network, {@code
 * features} (int64: the place of the feature that each id comes from), all [batch, ids]; shorter
 * events are filled up with any id of value 0. Each id is to be there once, with the sum of its
 * values.
 *
 * <p>Outputs {@code logit} and {@code score}, and {@code probability} of a learner that is
 * calibrated, all double, [batch]. Sums in double, as ours are.
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
    long bytes = 4L * OnnxLogit.numbersOfAnId(export.learner()) * export.ids();
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
    OnnxLogit logit = new OnnxLogit(graph, export.ids());
    String said = logit.of(export.learner());
    if (export.slope() != 1 || export.offset() != 0) {
      graph.tensor(scalar("scale", export.slope()));
      graph.tensor(scalar("shift", export.offset()));
      said = graph.node("Add", "shifted", graph.node("Mul", "scaled", said, "scale"), "shift");
    }
    graph.node("Identity", "logit", said);
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
        .addAllInput(
            logit.needsFeatures()
                ? List.of(value("features", DataType.INT64, "batch", "ids"))
                : List.of())
        .addOutput(value("logit", DataType.DOUBLE, "batch"))
        .addOutput(value("score", DataType.DOUBLE, "batch"))
        .build();
  }

  static TensorProto floats(String name, IntToDoubleFunction numbers, int... shape) {
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

  static TensorProto numbers(String name, long... numbers) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(DataType.INT64.getNumber())
            .addDims(numbers.length);
    for (long number : numbers) tensor.addInt64Data(number);
    return tensor.build();
  }

  static TensorProto axis(String name, long axis) {
    return numbers(name, axis);
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
