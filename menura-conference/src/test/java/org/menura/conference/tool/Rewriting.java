package org.menura.conference.tool;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.menura.agent.act.Tool;
import org.menura.agent.act.ToolContext;

/** Writes the papers of a conference anew from its database. */
public final class Rewriting {
    private Rewriting() {}

    /** Writes them. */
    public static void papers(Path inputs, Path out) throws IOException, InterruptedException {
        Catalog catalog = Catalog.read(inputs);
        Sources sources = new Sources(inputs.resolve("sources"));
        try (Store store = Store.open(out.resolve("conference.db"))) {
            for (Tool tool : new OfficeTools(catalog, sources, store, new Mailer("none", 1, 1)).all()) {
                if (java.util.Set.of("calendar.write", "budget.write", "page.write")
                        .contains(tool.definition().name())) {
                    var done = tool.call(Map.of(), new Context(tool.definition().name() + " anew", out));
                    if (done.error()) {
                        throw new IOException(done.text());
                    }
                }
            }
        }
    }

    private record Context(String key, Path out) implements ToolContext {
        @Override
        public Instant now() {
            return Instant.EPOCH;
        }

        @Override
        public long random() {
            return 0;
        }
    }
}
