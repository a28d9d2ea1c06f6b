package io.millrace.stream.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Pattern;

/** What to do when an alert comes, one page an alert, as they were when this was built: text. */
final class Runbooks {
  private static final Pattern NAME = Pattern.compile("\\w+\\.md");

  private Runbooks() {}

  static void routes(RoutesConfig routes) {
    routes.get("/runbooks/{page}", Runbooks::page);
  }

  private static void page(Context context) throws IOException {
    String name = context.pathParam("page");
    // Nothing else of the class path.
    if (!NAME.matcher(name).matches()) {
      context.status(HttpStatus.NOT_FOUND);
      return;
    }
    try (InputStream in = Runbooks.class.getResourceAsStream("/runbooks/" + name)) {
      if (in == null) {
        context.status(HttpStatus.NOT_FOUND);
        return;
      }
      context
          .header("X-Content-Type-Options", "nosniff")
          .contentType("text/plain; charset=utf-8")
          .result(in.readAllBytes());
    }
  }
}
