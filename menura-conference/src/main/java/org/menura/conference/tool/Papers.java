package org.menura.conference.tool;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.menura.agent.act.Effect;
import org.menura.agent.act.Tool;
import org.menura.agent.act.ToolResult;
import org.menura.format.json.Json;

/** Tools that write what the conference hands out. Each writes the same again if it is called again. */
final class Papers {
    private final Catalog catalog;
    private final Sources sources;
    private final Store store;
    private final Mailer mailer;

    Papers(Catalog catalog, Sources sources, Store store, Mailer mailer) {
        this.catalog = catalog;
        this.sources = sources;
        this.store = store;
        this.mailer = mailer;
    }

    List<Tool> tools() {
        return List.of(
                DeskTool.of(
                        "calendar.write",
                        "Writes the calendar of the programme and one for each speaker.",
                        Effect.IDEMPOTENT,
                        "",
                        (a, c) -> calendars(c.key(), c.out()),
                        null),
                DeskTool.of(
                        "budget.write",
                        "Writes the budget sheet.",
                        Effect.IDEMPOTENT,
                        "",
                        (a, c) -> {
                            Budget.write(
                                    catalog,
                                    store.rows("SELECT * FROM bookings WHERE status='active' ORDER BY id"),
                                    c.out().resolve("budget.xlsx"));
                            return ToolResult.of("budget.xlsx");
                        },
                        null),
                DeskTool.of(
                        "claims.write",
                        "Writes the claims, one a line.",
                        Effect.IDEMPOTENT,
                        "claims",
                        (a, c) -> {
                            claims(a.text("claims"));
                            Out.write(
                                    c.out().resolve("claims.jsonl"),
                                    a.text("claims").getBytes(StandardCharsets.UTF_8));
                            return ToolResult.of("claims.jsonl");
                        },
                        null),
                DeskTool.of(
                        "page.write",
                        "Writes the page of the programme, with the claims that were written.",
                        Effect.IDEMPOTENT,
                        "",
                        (a, c) -> {
                            Path file = c.out().resolve("claims.jsonl");
                            List<JsonNode> claims = Files.exists(file) ? claims(Files.readString(file)) : List.of();
                            new Page(catalog, sources)
                                    .write(
                                            scheduled(),
                                            Bookings.booked(catalog, store),
                                            claims,
                                            c.out().resolve("programme.html"));
                            return ToolResult.of("programme.html");
                        },
                        null),
                DeskTool.of(
                        "db.write",
                        "Writes a copy of the database.",
                        Effect.IDEMPOTENT,
                        "",
                        (a, c) -> {
                            store.copy(c.out().resolve("conference.db"));
                            return ToolResult.of("conference.db");
                        },
                        null),
                DeskTool.of(
                        "mail.collect",
                        "Writes all mails that were sent into files.",
                        Effect.IDEMPOTENT,
                        "",
                        (a, c) -> collect(c.out().resolve("sent")),
                        null));
    }

    private static List<JsonNode> claims(String lines) {
        List<JsonNode> out = new ArrayList<>();
        for (String line : lines.split("\n")) {
            if (!line.isBlank()) {
                out.add(Json.parse(line, "claims"));
            }
        }
        return out;
    }

    private List<Map<String, String>> scheduled() throws IOException {
        return store.rows("SELECT * FROM sessions WHERE status='scheduled' ORDER BY talk");
    }

    private ToolResult calendars(String key, Path out) throws IOException {
        ToolResult noted = store.effect(key, "calendar.write", s -> {
            s.update("UPDATE sessions SET published=sequence WHERE status='scheduled'");
            return "published";
        });
        int files = new Calendars(catalog)
                .write(store.rows("SELECT * FROM sessions ORDER BY talk"), Bookings.booked(catalog, store), out);
        return noted.error() ? noted : ToolResult.of(files + " calendars");
    }

    private ToolResult collect(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> old = Files.list(folder)) {
            for (Path p : old.toList()) {
                Files.delete(p);
            }
        }
        int n = 0;
        for (byte[] mail : mailer.archive()) {
            Out.write(folder.resolve("%03d.eml".formatted(++n)), mail);
        }
        return ToolResult.of(n + " mails");
    }
}
