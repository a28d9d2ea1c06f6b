package io.millrace.stream.topic;

import com.google.protobuf.Internal;
import io.millrace.model.event.EntityRef;
import io.millrace.model.replica.ModelVersion;
import io.millrace.stream.topic.proto.EntityRecord;
import io.millrace.stream.topic.proto.VersionRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Fields that several records have. */
final class Fields {
  private Fields() {}

  static VersionRecord toRecord(ModelVersion version) {
    return VersionRecord.newBuilder()
        .setLog(version.log())
        .setGeneration(version.generation())
        .setOffset(version.offset())
        .build();
  }

  static ModelVersion toVersion(VersionRecord in) {
    return new ModelVersion(in.getLog(), in.getGeneration(), in.getOffset());
  }

  static EntityRecord toRecord(EntityRef ref) {
    if (ref == null) return EntityRecord.getDefaultInstance();
    return EntityRecord.newBuilder()
        .setPresent(true)
        .setKey(ref.key())
        .setPartition(ref.partition())
        .build();
  }

  static List<EntityRef> entities(List<EntityRecord> in) {
    List<EntityRef> refs = new ArrayList<>(in.size());
    for (EntityRecord entity : in) {
      refs.add(entity.getPresent() ? new EntityRef(entity.getKey(), entity.getPartition()) : null);
    }
    return Collections.unmodifiableList(refs);
  }

  static List<String> texts(List<String> texts, List<Boolean> present) {
    List<String> all = new ArrayList<>(texts.size());
    for (int i = 0; i < texts.size(); i++) all.add(present.get(i) ? texts.get(i) : null);
    return Collections.unmodifiableList(all);
  }

  // Asked as plain lists, protobuf's would box every number.
  static float[] floats(List<Float> in) {
    float[] values = new float[in.size()];
    if (in instanceof Internal.FloatList list) {
      for (int i = 0; i < values.length; i++) values[i] = list.getFloat(i);
    } else {
      for (int i = 0; i < values.length; i++) values[i] = in.get(i);
    }
    return values;
  }

  static long[] longs(List<Long> in) {
    long[] values = new long[in.size()];
    for (int i = 0; i < values.length; i++) values[i] = in.get(i);
    return values;
  }

  static double[] doubles(List<Double> in) {
    double[] values = new double[in.size()];
    if (in instanceof Internal.DoubleList list) {
      for (int i = 0; i < values.length; i++) values[i] = list.getDouble(i);
    } else {
      for (int i = 0; i < values.length; i++) values[i] = in.get(i);
    }
    return values;
  }
}
