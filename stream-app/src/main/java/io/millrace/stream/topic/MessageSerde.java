package io.millrace.stream.topic;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import java.io.IOException;
import java.util.function.Function;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * A value as one byte that says the format and then a protobuf message. Null, a tombstone, stays
 * null. Bytes of another format or damaged ones are refused with the topic they came from.
 */
final class MessageSerde<M extends MessageLite, T> implements Serde<T> {
  static final byte FORMAT = 1;

  private final String what;
  private final Function<T, M> write;
  private final Parser<M> parser;
  private final Function<M, T> read;

  MessageSerde(String what, Parser<M> parser, Function<T, M> write, Function<M, T> read) {
    this.what = what;
    this.parser = parser;
    this.write = write;
    this.read = read;
  }

  @Override
  public Serializer<T> serializer() {
    return (topic, value) -> value == null ? null : bytes(write.apply(value));
  }

  @Override
  public Deserializer<T> deserializer() {
    return (topic, bytes) -> bytes == null ? null : value(topic, bytes);
  }

  private static byte[] bytes(MessageLite message) {
    byte[] bytes = new byte[1 + message.getSerializedSize()];
    bytes[0] = FORMAT;
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(bytes, 1, bytes.length - 1);
      message.writeTo(out);
      out.checkNoSpaceLeft();
    } catch (IOException e) {
      throw new SerializationException("a buffer of the message's own size was too small", e);
    }
    return bytes;
  }

  private T value(String topic, byte[] bytes) {
    if (bytes.length == 0 || bytes[0] != FORMAT) {
      throw new SerializationException(
          topic
              + ": "
              + what
              + " of format "
              + (bytes.length == 0 ? "(empty)" : bytes[0])
              + ", expected "
              + FORMAT
              + ": written by another version of Millrace or by something else; "
              + "run the version that wrote it, or move the topic aside");
    }
    try {
      return read.apply(parser.parseFrom(bytes, 1, bytes.length - 1));
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      throw new SerializationException(
          topic
              + ": damaged "
              + what
              + " of "
              + bytes.length
              + " bytes ("
              + e.getMessage()
              + "), expected one that Millrace wrote; if something else writes to this topic, stop"
              + " it and start a new generation",
          e);
    }
  }
}
