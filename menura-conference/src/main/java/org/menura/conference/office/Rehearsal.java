package org.menura.conference.office;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.agent.act.Tool;
import org.menura.agent.act.ToolContext;
import org.menura.agent.act.ToolResult;
import org.menura.agent.act.Toolbox;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Mind;
import org.menura.agent.mind.Prompt;
import org.menura.conference.tool.Catalog;
import org.menura.conference.tool.Mailer;
import org.menura.conference.tool.OfficeTools;
import org.menura.conference.tool.Sources;
import org.menura.conference.tool.Store;

/**
 * Goes through the mails and the claims of a conference without effects: the documents are read, but nothing is booked,
 * sent or written. For demonstrations of decisions, by a mind that knows the key.
 */
public final class Rehearsal {
    private static final Set<String> READING = Set.of("inbox.read", "sources.search", "sources.read", "sources.about");

    private Rehearsal() {}

    /** A decision: what was asked, and what the mind answered. */
    public record Decided(Prompt prompt, String answer) {}

    /**
     * Goes through a conference.
     *
     * @param venue id of the venue that counts as booked
     * @param scratch folder for an empty database
     */
    public static List<Decided> of(Path inputs, Mind mind, String venue, Path scratch)
            throws IOException, InterruptedException {
        Office office = Office.open(inputs);
        Catalog catalog = office.catalog();
        Sources sources = office.sources();
        try (Store store = Store.open(scratch.resolve("conference.db"))) {
            Toolbox tools = Toolbox.of(new OfficeTools(catalog, sources, store, new Mailer("none", 0, 0)).all());
            Dry desk = new Dry(tools, mind, scratch);
            Decider decider = new Decider(desk, new Tally());
            Correspondence mails = new Correspondence(
                    catalog,
                    sources,
                    desk,
                    decider,
                    new Logistics(catalog, desk, decider),
                    new Treasury(catalog, desk, decider),
                    catalog.venue(venue));
            for (String mail : office.mails()) {
                mails.handle(mail);
            }
            new Research(catalog, sources, desk, decider).writeClaims();
            return desk.decided;
        }
    }

    /** A desk that reads, and has no effects. */
    private static final class Dry implements Desk {
        private final Toolbox tools;
        private final Mind mind;
        private final Path out;
        private final List<Decided> decided = new ArrayList<>();

        Dry(Toolbox tools, Mind mind, Path out) {
            this.tools = tools;
            this.mind = mind;
            this.out = out;
        }

        @Override
        public ToolResult call(String role, String name, Map<String, @Nullable Object> arguments)
                throws IOException, InterruptedException {
            if (READING.contains(name)) {
                Tool tool = tools.find(name).orElseThrow();
                return tool.call(arguments, new Nowhere(out));
            }
            return ToolResult.of(
                    switch (name) {
                        case "db.session" -> "Great Hall|2027-01-01T00:00:00Z";
                        case "db.costs" -> "0|0";
                        default -> "";
                    });
        }

        @Override
        public String think(String role, Prompt prompt, Ask ask, long seed) throws InterruptedException {
            String answer = mind.think(prompt, ask, seed).text();
            decided.add(new Decided(prompt, answer));
            return answer;
        }
    }

    private record Nowhere(Path out) implements ToolContext {
        @Override
        public String key() {
            return "";
        }

        @Override
        public java.time.Instant now() {
            return java.time.Instant.EPOCH;
        }

        @Override
        public long random() {
            return 0;
        }
    }
}
