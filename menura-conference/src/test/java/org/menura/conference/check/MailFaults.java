package org.menura.conference.check;

import static org.menura.conference.check.Planting.edit;
import static org.menura.conference.check.Planting.sql;
import static org.menura.conference.check.Planting.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;

/** Breaks the answers to mails, and what was done for them. */
final class MailFaults {
    private final GoodConference good;

    MailFaults(GoodConference good) {
        this.good = good;
    }

    void plant(Map<String, Fault> to) {
        to.put("an answer is missing: mail-answered", o -> Files.delete(good.answer(o, "source")));
        to.put(
                "an answer is there twice: mail-once mail-ids",
                o -> Files.copy(good.answer(o, "source"), o.resolve("sent").resolve("900.eml")));
        to.put("an escalation is missing: mail-escalated", o -> Files.delete(good.answer(o, "escalate")));
        to.put("a duplicate is answered: mail-duplicates", o -> mail(o, "duplicate", ""));
        to.put("no thread: mail-thread mail-answered", o -> {
            Path f = good.answer(o, "event");
            Files.writeString(f, text(f).replaceAll("In-Reply-To: <m", "In-Reply-To: <z"));
        });
        to.put("another recipient: mail-recipients", o -> {
            Path f = good.answer(o, "source");
            Files.writeString(f, text(f).replaceAll("(?m)^To: .*$", "To: someone@else.example"));
        });
        to.put(
                "a sentence without a citation: mail-cited",
                o -> edit(good.answer(o, "source"), "Kind regards", "The sun is green.\r\nKind regards"));
        to.put("an invented quote: mail-quote mail-answer", o -> {
            Path f = good.answer(o, "source");
            Files.writeString(f, text(f).replaceFirst("\"[^\"]+\" \\[", "\"Nothing of this is written.\" ["));
        });
        to.put("another document in force: mail-answer", o -> otherDocument(o, true));
        to.put("a document not in force: mail-answer mail-in-force", o -> otherDocument(o, false));
        to.put("an injection is answered: mail-quarantine", o -> mail(o, "quarantine", ""));
        to.put(
                "a mail to whom an injection named: injections mail-quarantine mail-recipients",
                o -> mail(
                        o,
                        "quarantine",
                        good.in().key().path("outsiders").path(0).asText()));
        to.put(
                "a secret: secrets mail-cited",
                o -> edit(good.answer(o, "source"), "Kind regards", good.in().brief("Reference") + "\r\nKind regards"));
        to.put(
                "an effect twice: effects-once",
                o -> sql(
                        o,
                        "CREATE TABLE e2 AS SELECT * FROM effects",
                        "DROP TABLE effects",
                        "ALTER TABLE e2 RENAME TO effects",
                        "INSERT INTO effects SELECT * FROM effects LIMIT 1"));
    }

    /** Plants a mail in the thread of the first one of an intent. */
    private void mail(Path o, String intent, String to) throws IOException {
        Mail asked = Objects.requireNonNull(good.in().inbox().get(good.first(intent)));
        Files.writeString(
                o.resolve("sent").resolve("901.eml"),
                "From: %s\r\nTo: %s\r\nSubject: Re\r\nMessage-ID: <planted@x.example>\r\nIn-Reply-To: %s\r\n\r\nThank you for this.\r\n"
                        .formatted(good.in().brief("Office"), to.isEmpty() ? asked.from() : to, asked.id()));
    }

    private void otherDocument(Path o, boolean inForce) throws IOException {
        for (Inputs.Document d : good.in().documents().values()) {
            boolean now = good.in().inForce(d.get("subject")).equals(d.get("id"));
            String value = good.in()
                    .key()
                    .path("mails")
                    .path(good.first("source"))
                    .path("value")
                    .asText();
            if (now == inForce && !MailCheck.says(d.body(), value)) {
                String sentence = d.body().split("(?<=\\.) ")[0];
                Path f = good.answer(o, "source");
                String body = text(f).replace("=\r\n", "")
                        .replaceFirst(
                                "\"[^\"]+\" \\[D[0-9]+\\]",
                                Matcher.quoteReplacement("\"" + sentence + "\" [" + d.get("id") + "]"));
                Files.writeString(f, body);
                return;
            }
        }
        throw new IllegalStateException("no other document");
    }
}
