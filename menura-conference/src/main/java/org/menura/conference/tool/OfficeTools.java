package org.menura.conference.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.menura.agent.act.Effect;
import org.menura.agent.act.Tool;
import org.menura.agent.act.ToolResult;
import org.menura.conference.tool.Catalog.Venue;

/** The tools of the office. */
public final class OfficeTools {
    private final Catalog catalog;
    private final Sources sources;
    private final Store store;
    private final Mailer mailer;
    private final TextIndex venues;

    /** Creates the tools over inputs, database and mail server. */
    public OfficeTools(Catalog catalog, Sources sources, Store store, Mailer mailer) throws IOException {
        this.catalog = catalog;
        this.sources = sources;
        this.store = store;
        this.mailer = mailer;
        Map<String, String> texts = new LinkedHashMap<>();
        for (Venue v : catalog.venues().values()) {
            texts.put(
                    v.id(),
                    "%s in %s, %s, energy label %s, free on %s. %s"
                            .formatted(
                                    v.name(),
                                    v.city(),
                                    v.stepFree() ? "step-free" : "with steps",
                                    v.label(),
                                    String.join(", ", v.freeDays()),
                                    v.rooms().stream()
                                            .map(r -> r.name() + " " + r.seats() + " seats")
                                            .toList()));
        }
        this.venues = new TextIndex(texts);
    }

    /** Returns all tools. */
    public List<Tool> all() {
        List<Tool> out = new ArrayList<>();
        reading(out);
        out.addAll(new Bookings(catalog, store).tools());
        out.addAll(new Planning(catalog, store).tools());
        mails(out);
        out.addAll(new Papers(catalog, sources, store, mailer).tools());
        return out;
    }

    private void reading(List<Tool> out) {
        out.add(DeskTool.pure(
                "venues.search",
                "Searches venues by words; returns their ids, best first.",
                "query most#",
                (a, c) -> ToolResult.of(String.join(" ", venues.search(a.text("query"), a.number("most"))))));
        out.add(DeskTool.pure(
                "sources.search",
                "Searches documents by words; returns their ids, best first.",
                "query most#",
                (a, c) -> ToolResult.of(String.join(" ", sources.search(a.text("query"), a.number("most"))))));
        out.add(DeskTool.pure(
                "sources.read",
                "Reads a document.",
                "id",
                (a, c) -> ToolResult.outside(sources.get(a.text("id")).body())));
        out.add(DeskTool.pure(
                "sources.about",
                "Returns the ids of all documents on a subject.",
                "subject",
                (a, c) -> ToolResult.of(String.join(" ", sources.about(a.text("subject"))))));
        out.add(DeskTool.pure(
                "inbox.read",
                "Reads a mail of the inbox.",
                "mail",
                (a, c) -> ToolResult.outside(mail(a.text("mail")))));
    }

    private String mail(String id) throws IOException {
        if (!id.matches("M[0-9]+")) {
            throw new IllegalArgumentException("there is no mail '%s'".formatted(id));
        }
        Path file = catalog.folder().resolve("inbox").resolve(id + ".eml");
        if (!Files.exists(file)) {
            throw new IllegalArgumentException("there is no mail '%s'".formatted(id));
        }
        return Files.readString(file);
    }

    private void mails(List<Tool> out) {
        out.add(DeskTool.of(
                "mail.send",
                "Sends a mail from the office.",
                Effect.ONCE,
                "to reply_to subject body date",
                (a, c) -> {
                    String id = messageId(c.key());
                    mailer.send(
                            id,
                            catalog.brief("Office"),
                            a.text("to"),
                            a.text("reply_to"),
                            a.text("subject"),
                            a.text("body"),
                            Instant.parse(a.text("date")));
                    return ToolResult.of(id);
                },
                (a, c) -> Optional.of(
                        mailer.sent(messageId(c.key())) ? ToolResult.of(messageId(c.key())) : ToolResult.notDone())));
    }

    private static String messageId(String key) {
        return "<" + key.replaceAll("[^A-Za-z0-9]", "") + "@gsc.example>";
    }
}
