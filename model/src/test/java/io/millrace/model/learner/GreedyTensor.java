package io.millrace.model.learner;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import org.tribuo.math.la.DenseMatrix;
import org.tribuo.math.la.Tensor;
import org.tribuo.math.protos.DenseTensorProto;
import org.tribuo.math.protos.TensorProto;

/** Loads a few bytes with Tribuo, in a process that has little memory to lose. */
final class GreedyTensor {
  static final int EXHAUSTED = 42;

  private GreedyTensor() {}

  public static void main(String[] arguments) throws Exception {
    try {
      Tensor.deserialize(TensorProto.parseFrom(bytes()));
    } catch (IllegalStateException | OutOfMemoryError e) {
      // Its loader calls by reflection, and wraps what comes of it.
      Throwable cause = e;
      while (cause.getCause() != null) cause = cause.getCause();
      if (cause instanceof OutOfMemoryError) System.exit(EXHAUSTED);
      throw e;
    }
  }

  static byte[] bytes() {
    DenseTensorProto matrix =
        DenseTensorProto.newBuilder()
            .addDimensions(1 << 16)
            .addDimensions(1 << 16)
            .setValues(ByteString.EMPTY)
            .build();
    // A short type address, as one who counts bytes would take.
    return TensorProto.newBuilder()
        .setClassName(DenseMatrix.class.getName())
        .setSerializedData(Any.pack(matrix, ""))
        .build()
        .toByteArray();
  }
}
