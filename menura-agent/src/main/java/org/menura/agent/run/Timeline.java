package org.menura.agent.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.menura.chat.Message;
import org.menura.format.FormatException;
import org.menura.format.OutputFile;
import org.menura.format.json.Json;

/** What happened in a run, for people: an event a line, or a page that is one file. */
public final class Timeline {
    private static final String NAME = "timeline.html";
    private static final int LINE = 160;
    private static final int MOST = 20_000;
    /** Messages of a prompt that are shown: those before stand in earlier events. */
    private static final int LAST = 3;

    private static final String STYLE = """
            body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1c1c1c;background:#fff}
            h1{font-size:1.35rem;margin-bottom:.3rem} dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:0 0 1.2rem}
            dt{color:#666} dd{margin:0;overflow-wrap:anywhere} details{border-left:4px solid #bbb;margin:.3rem 0;padding:.1rem .7rem}
            summary{cursor:pointer;overflow-wrap:anywhere} summary .n{color:#888;display:inline-block;min-width:2.6rem}
            summary .t{color:#888;display:inline-block;min-width:4.6rem} summary .a{font-weight:600}
            pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f5f5f2;padding:.6rem;border-radius:4px;margin:.4rem 0}
            .think{border-color:#5b7db1} .call{border-color:#c28a2c} .effect{border-color:#b3443f} .ask{border-color:#8a5aa8}
            .end{border-color:#3f8f5a} .outside{background:#fff3ef} .bad{color:#b3443f}
            @media(prefers-color-scheme:dark){body{background:#191919;color:#ddd}pre{background:#242424}.outside{background:#33211d}dt,summary .n,summary .t{color:#999}}
            """;

    private Timeline() {}

    /**
     * Tells the events of a run, one a line.
     *
     * @throws FormatException if the run is damaged
     */
    public static List<String> lines(Path run) throws IOException {
        Blobs blobs = new Blobs(run.resolve("blobs"));
        List<String> out = new ArrayList<>();
        for (JournalEntry e : Journal.read(run)) {
            Row row = row(e, blobs);
            String text = row.head().replaceAll("\\s+", " ");
            out.add("%5d  %-10s %-16s %s"
                    .formatted(
                            e.n(),
                            e.event().getClass().getSimpleName().toLowerCase(Locale.ROOT),
                            e.agent(),
                            text.length() > LINE ? text.substring(0, LINE - 1) + "…" : text)
                    .stripTrailing());
        }
        return out;
    }

    /**
     * Writes the page of a run into its folder.
     *
     * @return the page
     * @throws FormatException if the run is damaged
     */
    public static Path write(Path run) throws IOException {
        Path file = run.resolve(NAME);
        byte[] page = html(run).getBytes(StandardCharsets.UTF_8);
        OutputFile.write(file, out -> {
            ByteBuffer bytes = ByteBuffer.wrap(page);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        });
        return file;
    }

    static String html(Path run) throws IOException {
        RunInfo info = RunInfo.read(run);
        Blobs blobs = new Blobs(run.resolve("blobs"));
        List<JournalEntry> entries = Journal.read(run);
        StringBuilder out = new StringBuilder(1 << 16);
        String title = info.task().isBlank() ? info.id() : info.task();
        out.append(
                        "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">")
                .append("<title>")
                .append(escaped(cut(title, 80)))
                .append("</title><style>")
                .append(STYLE)
                .append("</style>\n<h1>")
                .append(escaped(cut(title, 400)))
                .append("</h1>\n<dl>");
        facts(info, entries)
                .forEach(f -> out.append("<dt>")
                        .append(escaped(f.name()))
                        .append("</dt><dd>")
                        .append(escaped(f.value()))
                        .append("</dd>"));
        out.append("</dl>\n");
        Instant start = entries.isEmpty() ? Instant.EPOCH : entries.getFirst().time();
        for (JournalEntry e : entries) {
            Row row = row(e, blobs);
            out.append("<details class=\"")
                    .append(row.style())
                    .append("\" id=\"e")
                    .append(e.n())
                    .append("\"><summary><span class=\"n\">")
                    .append(e.n())
                    .append("</span><span class=\"t\">")
                    .append(since(start, e.time()))
                    .append("</span><span class=\"a\">")
                    .append(escaped(e.agent()))
                    .append("</span> ")
                    .append(escaped(e.event().getClass().getSimpleName()))
                    .append(' ')
                    .append(escaped(cut(row.head(), LINE)))
                    .append("</summary>");
            if (!row.body().isEmpty()) {
                out.append("<pre>").append(escaped(cut(row.body(), MOST))).append("</pre>");
            }
            out.append("</details>\n");
        }
        return out.append("</html>\n").toString();
    }

    private record Fact(String name, String value) {}

    private static List<Fact> facts(RunInfo info, List<JournalEntry> entries) {
        int thoughts = 0;
        long tokens = 0;
        long computed = 0;
        int effects = 0;
        Set<String> minds = new LinkedHashSet<>();
        for (JournalEntry e : entries) {
            switch (e.event()) {
                case Event.Thought t -> {
                    thoughts++;
                    tokens += t.answerTokens();
                    computed += t.promptTokens();
                }
                case Event.Prompted p -> minds.add(p.mind());
                case Event.CallIntended i -> effects += i.effect() == org.menura.agent.act.Effect.PURE ? 0 : 1;
                default -> {}
            }
        }
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("run", info.id()));
        if (!info.application().isEmpty()) {
            facts.add(new Fact("began as", "%s of %s".formatted(info.application(), info.source())));
        }
        facts.add(new Fact("seed", Long.toString(info.seed())));
        facts.add(new Fact("minds", String.join(", ", minds)));
        facts.add(new Fact(
                "turns",
                "%d; %d tokens written, %d of prompts computed; %d effects"
                        .formatted(thoughts, tokens, computed, effects)));
        facts.add(new Fact("events", Integer.toString(entries.size())));
        info.hashes().forEach((name, hash) -> facts.add(new Fact(name, hash)));
        return facts;
    }

    private static String since(Instant start, Instant time) {
        Duration d = Duration.between(start, time);
        return "%d:%02d.%d".formatted(d.toMinutes(), d.toSecondsPart(), d.toMillisPart() / 100);
    }

    /** An event for people. */
    private record Row(String style, String head, String body) {}

    private static Row row(JournalEntry entry, Blobs blobs) {
        return switch (entry.event()) {
            case Event.Opened(long process, String sandbox) ->
                new Row("", "process %d, sandbox: %s".formatted(process, sandbox), "");
            case Event.Prompted p ->
                new Row(
                        "think",
                        "%s is asked for %s".formatted(p.mind(), form(p.ask(), blobs)),
                        conversation(p, blobs));
            case Event.Thought t -> {
                String said = t.calls().isEmpty()
                        ? t.text()
                        : t.calls().stream().map(c -> c.name() + c.arguments()).collect(Collectors.joining(", "));
                String reasoning = t.reasoning() == null ? "" : "(%s)\n".formatted(t.reasoning());
                yield new Row(
                        "think",
                        said,
                        "%s%s%n%n%d tokens, log-probability %.3f; %d tokens of the prompt computed"
                                .formatted(
                                        reasoning,
                                        t.text() + (t.calls().isEmpty() ? "" : "\n" + said),
                                        t.answerTokens(),
                                        java.util.Arrays.stream(t.logProbs()).sum(),
                                        t.promptTokens()));
            }
            case Event.Scored s -> new Row("think", "%s scored %s".formatted(s.mind(), s.scores()), "");
            case Event.CallIntended i ->
                new Row(
                        i.effect() == org.menura.agent.act.Effect.PURE ? "call" : "effect",
                        "%s%s".formatted(i.tool(), i.arguments()),
                        "effect %s, key %s%s"
                                .formatted(
                                        i.effect(),
                                        i.key(),
                                        i.taints().isEmpty() ? "" : "\ncopied from others: " + i.taints()));
            case Event.CallDone d -> {
                String text = text(d.result(), blobs);
                yield new Row(
                        d.origin() == org.menura.agent.act.Origin.OUTSIDE ? "call outside" : "call",
                        (d.error() ? "error: " : "") + text,
                        text + (d.reconciled() ? "\n(found to have happened)" : ""));
            }
            case Event.CallRefused r -> new Row("effect", "%s%s: %s".formatted(r.tool(), r.arguments(), r.why()), "");
            case Event.Observed o ->
                new Row(
                        o.origin() == org.menura.agent.act.Origin.OUTSIDE ? "outside" : "",
                        "%s: %s".formatted(o.source(), text(o.text(), blobs)),
                        text(o.text(), blobs));
            case Event.Claimed c ->
                new Row("", "%s (%.2f) %s".formatted(c.text(), c.confidence(), c.evidence()), "claim " + c.claim());
            case Event.Judged j ->
                new Row("", "%s says %s (%.2f) of %s".formatted(j.judge(), j.verdict(), j.confidence(), j.claim()), "");
            case Event.Remembered r ->
                new Row("", "%s: %s".formatted(r.memory(), r.text()), "from event " + r.source());
            case Event.Delegated d -> new Row("call", "to %s: %s".formatted(d.to(), d.task()), d.task());
            case Event.Suspended s -> new Row("ask", s.question(), "id " + s.id());
            case Event.Approved a -> new Row("ask", (a.approved() ? "yes " : "no ") + a.text(), "answer to " + a.id());
            case Event.Forked f ->
                new Row("end", "from %s at event %d, seed %d".formatted(f.from(), f.at(), f.seed()), "");
            case Event.Failed f -> new Row("end bad", f.why(), "");
            case Event.Finished f -> new Row("end", text(f.answer(), blobs), text(f.answer(), blobs));
        };
    }

    private static String form(String ask, Blobs blobs) {
        return Json.parse(blobs.bytes(ask), "blob " + ask).path("form").asText();
    }

    private static String conversation(Event.Prompted p, Blobs blobs) {
        var prompt = new PromptStore(blobs).prompt(p.prompt(), p.tools());
        List<Message> messages = prompt.messages();
        int shown = Math.min(LAST, messages.size());
        StringBuilder out = new StringBuilder();
        if (shown < messages.size()) {
            out.append("(%d messages before)%n".formatted(messages.size() - shown));
        }
        messages.subList(messages.size() - shown, messages.size()).forEach(m -> {
            out.append('[').append(m.role().name()).append("] ").append(m.text());
            m.toolCalls().forEach(c -> out.append(c.name()).append(c.arguments()));
            out.append('\n');
        });
        return out.append("seed ").append(p.seed()).toString();
    }

    private static String text(String hash, Blobs blobs) {
        return blobs.text(hash);
    }

    private static String cut(String text, int most) {
        return text.length() > most ? text.substring(0, most - 1) + "…" : text;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
