package io.millrace.stream.topic;

import io.millrace.model.recommend.Activity;
import io.millrace.model.recommend.ItemDescription;
import io.millrace.model.recommend.ItemNotice;
import io.millrace.model.recommend.Lesson;
import io.millrace.model.recommend.Propensities;
import io.millrace.model.recommend.UserView;
import io.millrace.stream.topic.proto.ActivityLessonRecord;
import io.millrace.stream.topic.proto.ActivityRecord;
import io.millrace.stream.topic.proto.ItemNoticeRecord;
import io.millrace.stream.topic.proto.SourceRecord;
import java.util.List;

/** Activity between the hops, and what it teaches in the training log. */
final class ActivityCodec {
  private ActivityCodec() {}

  static ActivityRecord toRecord(ArrivedActivity arrived) {
    Activity activity = arrived.activity();
    Source source = arrived.source();
    return ActivityRecord.newBuilder()
        .setId(arrived.id())
        .setUser(activity.user())
        .setItem(activity.item())
        .setType(activity.type())
        .setValue(activity.value())
        .setTimeMs(activity.time())
        .setHeld(arrived.held())
        .setSource(
            SourceRecord.newBuilder()
                .setTopic(source.topic())
                .setPartition(source.partition())
                .setOffset(source.offset())
                .setTimestampMs(source.timestamp()))
        .build();
  }

  static ArrivedActivity toArrived(ActivityRecord in) {
    SourceRecord source = in.getSource();
    return new ArrivedActivity(
        in.getId(),
        new Activity(in.getUser(), in.getItem(), in.getType(), in.getValue(), in.getTimeMs()),
        new Source(
            source.getTopic(), source.getPartition(), source.getOffset(), source.getTimestampMs()),
        in.getHeld());
  }

  static ActivityLessonRecord toRecord(LogRecord.Taken taken) {
    Lesson lesson = taken.lesson();
    UserView view = lesson.view();
    ActivityLessonRecord.Builder out =
        ActivityLessonRecord.newBuilder()
            .setId(taken.id())
            .setUser(view.user())
            .setHad(view.had())
            .setTimeMs(view.time())
            .setItem(lesson.item())
            .setItemText(lesson.itemText())
            .setWeight(lesson.weight())
            .setTest(lesson.test())
            .setAgain(lesson.again());
    for (long item : view.recent()) out.addRecent(item);
    for (float weight : view.weights()) out.addWeights(weight);
    for (long time : view.times()) out.addTimes(time);
    for (long item : view.excluded()) out.addExcluded(item);
    for (long item : lesson.shown()) out.addShown(item);
    for (float value : lesson.chances().values()) out.addPropensities(value);
    for (boolean drawn : lesson.chances().drawn()) out.addDrawn(drawn);
    return out.build();
  }

  static LogRecord.Taken toTaken(ActivityLessonRecord in) {
    UserView view =
        new UserView(
            in.getUser(),
            longs(in.getRecentList()),
            Fields.floats(in.getWeightsList()),
            longs(in.getTimesList()),
            longs(in.getExcludedList()),
            in.getHad(),
            in.getTimeMs());
    return new LogRecord.Taken(
        in.getId(),
        new Lesson(
            view,
            in.getItem(),
            in.getItemText(),
            in.getWeight(),
            in.getTest(),
            longs(in.getShownList()),
            chances(in),
            in.getAgain()));
  }

  private static Propensities chances(ActivityLessonRecord in) {
    if (in.getPropensitiesCount() == 0) return Propensities.NONE;
    boolean[] drawn = new boolean[in.getDrawnCount()];
    for (int i = 0; i < drawn.length; i++) drawn[i] = in.getDrawn(i);
    return new Propensities(Fields.floats(in.getPropensitiesList()), drawn);
  }

  static ItemNoticeRecord toRecord(LogRecord.Noticed noticed) {
    ItemNotice notice = noticed.notice();
    ItemNoticeRecord.Builder out =
        ItemNoticeRecord.newBuilder()
            .setId(noticed.id())
            .setItem(notice.item())
            .setWithdrawn(notice.withdrawn())
            .setTimeMs(notice.time())
            .setTitle(notice.about().title())
            .addAllCategories(notice.about().categories());
    if (!Double.isNaN(notice.about().price())) out.setPrice(notice.about().price());
    return out.build();
  }

  static LogRecord.Noticed toNoticed(ItemNoticeRecord in) {
    ItemDescription about =
        new ItemDescription(
            in.getTitle(), in.getCategoriesList(), in.hasPrice() ? in.getPrice() : Double.NaN);
    return new LogRecord.Noticed(
        in.getId(), new ItemNotice(in.getItem(), in.getWithdrawn(), in.getTimeMs(), about));
  }

  private static long[] longs(List<Long> list) {
    return list.stream().mapToLong(Long::longValue).toArray();
  }
}
