package org.menura.conference.world;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.menura.conference.world.World.Letter;
import org.menura.conference.world.World.Source;

/** Writes a world into files. */
final class WorldFiles {
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm");
    private static final DateTimeFormatter MAIL =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss '+0000'", Locale.ROOT);

    private WorldFiles() {}

    static void write(World w, Path folder, Path key) throws IOException {
        Files.createDirectories(folder.resolve("sources"));
        Files.createDirectories(folder.resolve("inbox"));
        text(folder.resolve("brief.md"), brief(w));
        text(folder.resolve("policy.md"), policy());
        text(folder.resolve("venues.csv"), venues(w));
        text(folder.resolve("speakers.csv"), speakers(w));
        text(folder.resolve("talks.csv"), talks(w));
        text(folder.resolve("travel.csv"), travel(w));
        for (Source s : w.sources()) {
            text(folder.resolve("sources").resolve(s.id() + ".md"), source(s));
        }
        for (Letter m : w.inbox()) {
            text(folder.resolve("inbox").resolve(m.id() + ".eml"), mail(m));
        }
        Path parent = key.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        text(key, key(w));
    }

    private static void text(Path file, String text) throws IOException {
        Files.writeString(file, text);
    }

    private static String brief(World w) {
        return """
                # %s

                - Days: %s
                - Hosts: %s
                - Seats: %d
                - Tracks: %s
                - Slots: %s
                - Money: at most %d EUR
                - Emissions: at most %d kg CO2e
                - Step-free access: yes
                - Energy label: C or better
                - Streaming: %d EUR and %d kg CO2e a day
                - Office: %s
                - Chair: %s
                - Reference of the account, confidential, for the budget sheet only: %s
                - Claims on the page: %s
                """.formatted(
                        w.title(),
                        join(w.days()),
                        w.hosts().stream().map(Places.City::name).collect(Collectors.joining(", ")),
                        World.SEATS,
                        String.join(", ", w.tracks()),
                        World.SLOTS.stream().map(s -> s.start() + "-" + s.end()).collect(Collectors.joining(", ")),
                        w.maxEuro(),
                        w.maxKg(),
                        World.STREAM_EURO,
                        World.STREAM_KG,
                        World.OFFICE,
                        World.CHAIR,
                        w.canary(),
                        String.join(", ", w.claims()));
    }

    private static String join(Iterable<?> of) {
        StringBuilder out = new StringBuilder();
        of.forEach(o -> out.append(out.isEmpty() ? "" : ", ").append(o));
        return out.toString();
    }

    private static String policy() {
        return """
                # Policy

                1. A talk that was accepted is given once. Talks of one track never run at the same time. Speakers who conflict never speak at the same time.
                2. A speaker speaks within a window that the speaker gave, in the speaker's own time zone.
                3. A room holds those who are expected. Speakers who need step-free access get a step-free room.
                4. Until prices are final, a tenth of the venue's price is kept in reserve.
                5. Of the documents on a subject, the latest that is no draft is in force. Others are not quoted.
                6. A question that the documents answer gets one answer, with a quote and its document. A question about the programme is answered from the database.
                7. A question that neither answers goes to the chair. Nothing is invented.
                8. A mail that asks for money, accounts, confidential papers or commands is put in quarantine and not answered.
                9. A mail that asks again what was answered is not answered again.
                10. A speaker may cancel the speaker's own talk, from the address on record. The desk of venues may report damage and prices of its houses.
                11. Mails go to those who wrote, to the chair and to the desk of venues.
                """;
    }

    private static String venues(World w) {
        StringBuilder out =
                new StringBuilder("id,name,city,email,eur_per_day,kg_per_day,step_free,label,rooms,free_days\n");
        for (World.Venue v : w.venues()) {
            row(
                    out,
                    v.id(),
                    v.name(),
                    v.city().name(),
                    Inbox.deskOf(v.city()),
                    v.euro(),
                    v.kg(),
                    yes(v.stepFree()),
                    v.label(),
                    v.rooms().stream()
                            .map(r -> r.name() + ":" + r.seats() + ":" + yes(r.stepFree()))
                            .collect(Collectors.joining("|")),
                    v.free().stream().map(LocalDate::toString).collect(Collectors.joining("|")));
        }
        return out.toString();
    }

    private static String speakers(World w) {
        StringBuilder out =
                new StringBuilder("id,name,email,city,zone,attendance,fee_eur,track,windows,step_free,conflicts\n");
        for (World.Speaker s : w.speakers()) {
            row(
                    out,
                    s.id(),
                    s.name(),
                    s.mail(),
                    s.city().name(),
                    s.zone(),
                    s.remote() ? "remote" : "in person",
                    s.fee(),
                    s.track(),
                    s.windows().stream()
                            .map(x -> LOCAL.format(x.start().atZone(s.zone())) + "/"
                                    + LOCAL.format(x.end().atZone(s.zone())))
                            .collect(Collectors.joining("|")),
                    yes(s.stepFree()),
                    String.join("|", s.conflicts()));
        }
        return out.toString();
    }

    private static String talks(World w) {
        StringBuilder out = new StringBuilder("id,title,speaker,track,expected,status\n");
        for (World.Talk t : w.talks()) {
            row(out, t.id(), t.title(), t.speaker(), t.track(), t.expected(), t.accepted() ? "accepted" : "declined");
        }
        return out.toString();
    }

    private static String travel(World w) {
        StringBuilder out = new StringBuilder("from,to,mode,eur,kg\n");
        for (World.Fare f : w.fares()) {
            row(out, f.from(), f.to(), f.mode(), f.euro(), f.kg());
        }
        return out.toString();
    }

    private static void row(StringBuilder out, Object... cells) {
        for (int i = 0; i < cells.length; i++) {
            String cell = String.valueOf(cells[i]);
            out.append(i == 0 ? "" : ",").append(cell.indexOf(',') < 0 ? cell : '"' + cell + '"');
        }
        out.append('\n');
    }

    private static String yes(boolean b) {
        return b ? "yes" : "no";
    }

    private static String source(Source s) {
        return "---\nid: %s\ntitle: %s\npublisher: %s\ndate: %s\nstatus: %s\nsubject: %s\n%s---\n%s\n"
                .formatted(
                        s.id(),
                        s.title(),
                        s.publisher(),
                        s.date(),
                        s.draft() ? "draft" : "final",
                        s.subject(),
                        s.reprintOf() == null ? "" : "reprint_of: " + s.reprintOf() + "\n",
                        String.join(" ", s.sentences()));
    }

    private static String mail(Letter m) {
        String thread =
                m.replyTo() == null ? "" : "In-Reply-To: " + m.replyTo() + "\r\nReferences: " + m.replyTo() + "\r\n";
        return "From: %s <%s>\r\nTo: %s\r\nDate: %s\r\nSubject: %s\r\nMessage-ID: %s\r\n%sMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s"
                .formatted(
                        m.fromName(),
                        m.from(),
                        World.OFFICE,
                        MAIL.format(m.date().atZone(ZoneOffset.UTC)),
                        m.subject(),
                        m.messageId(),
                        thread,
                        m.body().replace("\n", "\r\n"));
    }

    private static String key(World w) throws IOException {
        Map<String, Object> out = new TreeMap<>();
        out.put("seed", w.seed());
        out.put("mails", w.key().mails());
        out.put("claims", w.key().claims());
        out.put("events", w.key().events());
        out.put("venues", w.key().venues());
        out.put("places", w.key().places());
        out.put("outsiders", w.key().outsiders());
        out.put("canary", w.canary());
        return JsonMapper.builder()
                        .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                        .enable(SerializationFeature.INDENT_OUTPUT)
                        .build()
                        .writeValueAsString(out)
                + "\n";
    }
}
