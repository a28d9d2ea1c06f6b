package io.millrace.stream.topic;

import io.millrace.model.event.EntityRef;
import io.millrace.model.event.ScoredEvent;
import io.millrace.stream.topic.proto.ScoredEventRecord;
import io.millrace.stream.topic.proto.VersionRecord;

/** Scored events, as the feature log and the label join keep them. */
final class ScoredCodec {
  private ScoredCodec() {}

  static ScoredEventRecord toRecord(ScoredRecord scored) {
    return toRecord(scored.event())
        .setVersion(Fields.toRecord(scored.version()))
        .setFeatureSet(scored.featureSet())
        .build();
  }

  static ScoredRecord toScored(ScoredEventRecord in) {
    return new ScoredRecord(toEvent(in), Fields.toVersion(in.getVersion()), in.getFeatureSet());
  }

  static ScoredEventRecord.Builder toRecord(ScoredEvent event) {
    ScoredEventRecord.Builder out =
        ScoredEventRecord.newBuilder()
            .setId(event.eventId())
            .setTimeMs(event.eventTime())
            .setThreshold(event.threshold())
            .setVersion(VersionRecord.newBuilder().setOffset(event.version()))
            .setBudgetEntity(event.budgetEntity());
    for (float value : event.values()) out.addValues(value);
    for (String text : event.categories()) {
      out.addCategories(text == null ? "" : text).addCategoryPresent(text != null);
    }
    for (double raw : event.rawScores()) out.addRawScores(raw);
    for (long model : event.models()) out.addModels(model);
    for (double told : event.probabilities()) out.addProbabilities(told);
    for (EntityRef ref : event.entities()) out.addEntities(Fields.toRecord(ref));
    return out;
  }

  static ScoredEvent toEvent(ScoredEventRecord in) {
    return new ScoredEvent(
        in.getId(),
        in.getTimeMs(),
        Fields.floats(in.getValuesList()),
        Fields.texts(in.getCategoriesList(), in.getCategoryPresentList()),
        Fields.doubles(in.getRawScoresList()),
        in.getThreshold(),
        in.getVersion().getOffset(),
        Fields.entities(in.getEntitiesList()),
        in.getBudgetEntity(),
        Fields.longs(in.getModelsList()),
        Fields.doubles(in.getProbabilitiesList()));
  }
}
