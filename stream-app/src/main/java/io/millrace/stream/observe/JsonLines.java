package io.millrace.stream.observe;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.slf4j.event.KeyValuePair;

/**
 * The log as JSON, an object a line: {@code time}, {@code level}, {@code logger}, {@code thread},
 * {@code message}, what the line says of {@code pipeline}, {@code version} and the like, and where
 * something failed {@code cause}, the innermost reason, and {@code stack}.
 */
public final class JsonLines extends LayoutBase<ILoggingEvent> {
  @Override
  public String doLayout(ILoggingEvent event) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("time", Instant.ofEpochMilli(event.getTimeStamp()).toString());
    line.put("level", event.getLevel().toString());
    line.put("logger", event.getLoggerName());
    line.put("thread", event.getThreadName());
    line.put("message", event.getFormattedMessage());
    if (event.getThrowableProxy() != null) {
      line.put("cause", innermost(event.getThrowableProxy()));
      line.put("stack", ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }
    if (event.getKeyValuePairs() != null) {
      for (KeyValuePair pair : event.getKeyValuePairs()) {
        line.put(pair.key, String.valueOf(pair.value));
      }
    }
    return line + "\n";
  }

  private static String innermost(IThrowableProxy thrown) {
    IThrowableProxy reason = thrown;
    while (reason.getCause() != null && reason.getCause() != reason) reason = reason.getCause();
    return reason.getClassName() + ": " + reason.getMessage();
  }
}
