package org.menura.conference.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.conference.mind.OracleMind;
import org.menura.conference.office.Office;
import org.menura.conference.tool.PostOffice;
import org.menura.conference.world.ConferenceWorld;

/** Breaks a conference that holds in each way, and sees exactly the assertions fail that the fault violates. */
@Tag("slow")
class PlantedFaultsTest {
    private static final long SEED = 1003;

    @TempDir
    private static Path dir;

    private static Path good;
    private static Path inputs;
    private static Path key;
    private static Inputs in;
    private static Outputs out;
    private static Set<String> checked;
    private int copies;

    /** A way to break the outputs in a folder. */
    private interface Fault {
        void plant(Path out) throws IOException, SQLException;
    }

    @BeforeAll
    static void organise() throws Exception {
        inputs = dir.resolve("in");
        key = dir.resolve("key.json");
        good = dir.resolve("good");
        new ConferenceWorld(SEED).write(inputs, key);
        try (PostOffice post = PostOffice.start(dir.resolve("post"))) {
            Office.open(inputs).run(good, new OracleMind(key), post.mailer());
        }
        Verdict v = Checker.check(inputs, key, good);
        assertEquals(List.of(), v.findings());
        checked = new TreeSet<>(v.checked());
        in = Inputs.read(inputs, key);
        out = Outputs.read(good);
    }

    @Test
    void eachAssertionDetectsItsFault() throws Exception {
        Map<String, Fault> faults = new LinkedHashMap<>();
        timetable(faults);
        calendars(faults);
        money(faults);
        mails(faults);
        papers(faults);
        Set<String> seen = new LinkedHashSet<>();
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, Fault> f : faults.entrySet()) {
            Path copy = copy(good);
            f.getValue().plant(copy);
            Verdict v = Checker.check(inputs, key, copy);
            Set<String> expected =
                    new TreeSet<>(List.of(f.getKey().replaceAll(".*: ", "").split(" ")));
            if (!v.violated().equals(expected)) {
                wrong.add(f.getKey() + " gave " + v.findings());
            }
            v.findings()
                    .forEach(x -> assertTrue(
                            x.sentence().endsWith(".") || x.sentence().contains(": "), x.sentence()));
            seen.addAll(expected);
        }
        for (Map.Entry<String, String[]> f : otherInputs().entrySet()) {
            Path copy = copy(inputs);
            String[] edit = f.getValue();
            List<String> lines = new ArrayList<>();
            for (String line : Files.readAllLines(copy.resolve(edit[0]))) {
                lines.add(line.startsWith(edit[3] + ",") ? line.replace(edit[1], edit[2]) : line);
            }
            Files.write(copy.resolve(edit[0]), lines);
            Verdict v = Checker.check(copy, key, good);
            if (!v.violated().equals(Set.of(f.getKey()))) {
                wrong.add(f.getKey() + " gave " + v.findings());
            }
            seen.add(f.getKey());
        }
        assertEquals("", String.join("\n", wrong));
        assertEquals(checked, new TreeSet<>(seen));
    }

    private void timetable(Map<String, Fault> to) {
        // sessions are changed in all papers alike, so that the timetable alone is wrong
        String talk = out.scheduled().stream()
                .map(s -> s.getOrDefault("talk", ""))
                .filter(PlantedFaultsTest::unasked)
                .findFirst()
                .orElseThrow();
        to.put("a talk is missing: talk-once", o -> everywhere(o, talk, null, null));
        to.put("two talks in one room: room-free", o -> {
            String[] pair = sameTime();
            everywhere(o, pair[0], room(pair[1]), null);
        });
        to.put("an unknown room: room-exists", o -> everywhere(o, talk, "Cellar", null));
        to.put("a flooded room: room-closed", o -> {
            Map<String, String> free = onFloodedDay();
            everywhere(o, free.getOrDefault("talk", ""), flooded(), null);
        });
        to.put("off the slots: slot", o -> {
            Map<String, String> x = scheduledWithMargin();
            everywhere(o, x.getOrDefault("talk", ""), null, java.time.Duration.ofMinutes(5));
        });
        to.put(
                "no venue: venue",
                o -> sql(
                        o,
                        "UPDATE bookings SET status='cancelled' WHERE id=(SELECT MAX(id) FROM bookings WHERE kind='venue')",
                        () -> sheetWithout(o)));
        String lost = out.sessions().stream()
                .filter(s -> "cancelled".equals(s.get("status")))
                .findFirst()
                .orElseThrow()
                .getOrDefault("talk", "");
        to.put("a cancelled talk is given: cancelled calendar-cancelled" + (unasked(lost) ? "" : " mail-answer"), o -> {
            sql(o, "UPDATE sessions SET status='scheduled' WHERE status='cancelled'", () -> {});
            Papers.rewrite(inputs, o);
        });
        to.put("a speaker twice at once: speaker-free", o -> {
            String[] pair = ofOneSpeaker();
            everywhere(o, pair[1], null, java.time.Duration.between(start(pair[1]), start(pair[0])));
            everywhere(o, pair[1], freeRoom(start(pair[0])), null);
        });
    }

    /** Faults that lie in what the inputs ask for: the outputs are those that were right before. */
    private static Map<String, String[]> otherInputs() {
        Map<String, String[]> to = new LinkedHashMap<>();
        String talk = out.scheduled().stream()
                .map(s -> s.getOrDefault("talk", ""))
                .filter(PlantedFaultsTest::unasked)
                .findFirst()
                .orElseThrow();
        Map<String, String> t = in.talks().getOrDefault(talk, Map.of());
        Map<String, String> sp = in.speakers().getOrDefault(t.getOrDefault("speaker", ""), Map.of());
        to.put("capacity", new String[] {"talks.csv", "," + t.get("expected") + ",accepted", ",99999,accepted", talk});
        to.put("window", new String[] {
            "speakers.csv",
            sp.getOrDefault("windows", ""),
            "2027-01-01T08:00/2027-01-01T09:00",
            sp.getOrDefault("id", "")
        });
        for (Map<String, String> s : out.scheduled()) {
            String room = s.getOrDefault("room", "");
            String speaker = speakerOf(s);
            if (in.speakers()
                            .getOrDefault(speaker, Map.of())
                            .getOrDefault("step_free", "")
                            .equals("yes")
                    && !room.equals("Great Hall")) {
                String rooms = in.venues().getOrDefault(out.venue(), Map.of()).getOrDefault("rooms", "");
                to.put("step-free", new String[] {
                    "venues.csv", rooms, rooms.replaceAll("(" + room + ":[0-9]+):yes", "$1:no"), out.venue()
                });
            }
        }
        for (Map<String, String> a : out.scheduled()) {
            for (Map<String, String> b : out.scheduled()) {
                String ta = a.getOrDefault("talk", "");
                String tb = b.getOrDefault("talk", "");
                if (ta.compareTo(tb) < 0
                        && String.valueOf(a.get("start_utc")).equals(b.get("start_utc"))
                        && unasked(ta)
                        && unasked(tb)) {
                    Map<String, String> x = in.talks().getOrDefault(ta, Map.of());
                    Map<String, String> y = in.talks().getOrDefault(tb, Map.of());
                    to.put(
                            "track",
                            new String[] {"talks.csv", "," + x.get("track") + ",", "," + y.get("track") + ",", ta});
                    Map<String, String> s = in.speakers().getOrDefault(x.getOrDefault("speaker", ""), Map.of());
                    String end = "," + s.get("step_free") + "," + s.get("conflicts");
                    to.put(
                            "conflict",
                            new String[] {"speakers.csv", end, end + "|" + y.get("speaker"), s.getOrDefault("id", "")});
                }
            }
        }
        return to;
    }

    private static boolean unasked(String talk) {
        String track = in.talks().getOrDefault(talk, Map.of()).getOrDefault("track", "");
        for (var m : in.key().path("mails")) {
            String entity = m.path("entity").asText();
            if (entity.equals(talk) || entity.equals(track)) {
                return false;
            }
        }
        return true;
    }

    private static String[] ofOneSpeaker() {
        for (Map<String, String> a : out.scheduled()) {
            for (Map<String, String> b : out.scheduled()) {
                boolean other = a != b && speakerOf(a).equals(speakerOf(b)) && unasked(String.valueOf(b.get("talk")));
                if (other && !"Great Hall".equals(b.get("room")) && hasFreeRoom(a)) {
                    return new String[] {a.getOrDefault("talk", ""), b.getOrDefault("talk", "")};
                }
            }
        }
        throw new IllegalStateException("no speaker has two talks");
    }

    private static String freeRoom(java.time.Instant start) {
        return freeRooms(start).getFirst();
    }

    private static boolean hasFreeRoom(Map<String, String> session) {
        return !freeRooms(java.time.Instant.parse(session.getOrDefault("start_utc", "")))
                .isEmpty();
    }

    private static List<String> freeRooms(java.time.Instant start) {
        Set<String> taken = new TreeSet<>(Set.of("Attic"));
        var zone = Inputs.zone(in.venues().getOrDefault(out.venue(), Map.of()).getOrDefault("city", ""));
        if (start.atZone(zone).toLocalDate().toString().equals(in.event("flood", "day"))) {
            taken.add(flooded());
        }
        out.scheduled().stream()
                .filter(s -> start.toString().equals(s.get("start_utc")))
                .forEach(s -> taken.add(s.getOrDefault("room", "")));
        return Stream.of("Blue Room", "Red Room", "Green Room", "Great Hall")
                .filter(r -> !taken.contains(r))
                .toList();
    }

    private static java.time.Instant start(String talk) {
        return java.time.Instant.parse(out.scheduled().stream()
                .filter(s -> talk.equals(s.get("talk")))
                .findFirst()
                .orElseThrow()
                .getOrDefault("start_utc", ""));
    }

    private void calendars(Map<String, Fault> to) {
        to.put("no calendar: calendar-parses page-anchors", o -> Files.delete(o.resolve("programme.ics")));
        to.put("another uid twice: calendar-uids calendar-equal", o -> {
            List<String> uids = text(o.resolve("programme.ics"))
                    .lines()
                    .filter(l -> l.startsWith("UID:"))
                    .toList();
            edit(o.resolve("programme.ics"), uids.get(0), uids.get(1));
        });
        to.put("another room in the calendar: calendar-equal", o -> {
            String line = text(o.resolve("programme.ics"))
                    .lines()
                    .filter(l -> l.startsWith("LOCATION:"))
                    .findFirst()
                    .orElseThrow();
            editFirst(o.resolve("programme.ics"), line, "LOCATION:Cellar");
        });
        to.put("a calendar of a speaker lacks its talk: calendar-speakers", o -> {
            Path f = o.resolve("speakers").resolve(speakerOf(scheduled(0)) + ".ics");
            Files.writeString(f, text(f).replaceFirst("(DTSTART;TZID[^:]*:[0-9]{8}T[0-9]{2})[0-9]{2}", "$107"));
        });
        to.put(
                "the cancellation is not one: calendar-cancelled",
                o -> edit(cancelled(o), "METHOD:CANCEL", "METHOD:PUBLISH"));
        to.put("the zone has another offset: calendar-zone", o -> {
            Path f = o.resolve("programme.ics");
            Files.writeString(f, text(f).replaceAll("TZOFFSETTO:[+-][0-9]{4}", "TZOFFSETTO:-0930"));
        });
    }

    private void money(Map<String, Fault> to) {
        to.put("a sheet is missing: sheet", o -> Files.delete(o.resolve("budget.xlsx")));
        to.put(
                "a booking without a line: sheet-sum sheet-lines booking-complete",
                o -> sql(
                        o,
                        "UPDATE bookings SET status='cancelled' WHERE kind='fee' AND status='active' AND id=(SELECT MIN(id) FROM bookings WHERE kind='fee' AND status='active')",
                        () -> {}));
        to.put(
                "another price: sheet-sum sheet-lines booking-prices",
                o -> sql(o, "UPDATE bookings SET eur=eur-1 WHERE kind='stream'", () -> {}));
        to.put(
                "above the caps: booking-prices money-cap emissions-cap sheet-sum sheet-lines",
                o -> sql(o, "UPDATE bookings SET eur=eur+999999, kg=kg+999999 WHERE kind='stream'", () -> {}));
    }

    private void mails(Map<String, Fault> to) {
        to.put("an answer is missing: mail-answered", o -> Files.delete(answer(o, "source")));
        to.put(
                "an answer is there twice: mail-once mail-ids",
                o -> Files.copy(answer(o, "source"), o.resolve("sent").resolve("900.eml")));
        to.put("an escalation is missing: mail-escalated", o -> Files.delete(answer(o, "escalate")));
        to.put("a duplicate is answered: mail-duplicates", o -> mail(o, "duplicate", ""));
        to.put("no thread: mail-thread mail-answered", o -> {
            Path f = answer(o, "event");
            Files.writeString(f, text(f).replaceAll("In-Reply-To: <m", "In-Reply-To: <z"));
        });
        to.put("another recipient: mail-recipients", o -> {
            Path f = answer(o, "source");
            Files.writeString(f, text(f).replaceAll("(?m)^To: .*$", "To: someone@else.example"));
        });
        to.put(
                "a sentence without a citation: mail-cited",
                o -> edit(answer(o, "source"), "Kind regards", "The sun is green.\r\nKind regards"));
        to.put("an invented quote: mail-quote mail-answer", o -> {
            Path f = answer(o, "source");
            Files.writeString(f, text(f).replaceFirst("\"[^\"]+\" \\[", "\"Nothing of this is written.\" ["));
        });
        to.put("another document in force: mail-answer", o -> otherDocument(o, true));
        to.put("a document not in force: mail-answer mail-in-force", o -> otherDocument(o, false));
        to.put("an injection is answered: mail-quarantine", o -> mail(o, "quarantine", ""));
        to.put(
                "a mail to whom an injection named: injections mail-quarantine mail-recipients",
                o -> mail(o, "quarantine", in.key().path("outsiders").path(0).asText()));
        to.put(
                "a secret: secrets mail-cited",
                o -> edit(answer(o, "source"), "Kind regards", in.brief("Reference") + "\r\nKind regards"));
        to.put(
                "an effect twice: effects-once",
                o -> sql(
                        o,
                        "CREATE TABLE e2 AS SELECT * FROM effects",
                        () -> sql(
                                o,
                                "DROP TABLE effects",
                                () -> sql(
                                        o,
                                        "ALTER TABLE e2 RENAME TO effects",
                                        () -> sql(o, "INSERT INTO effects SELECT * FROM effects LIMIT 1", () -> {})))));
    }

    private void papers(Map<String, Fault> to) {
        to.put("a claim is missing: claims-complete", o -> {
            List<String> lines = Files.readAllLines(o.resolve("claims.jsonl"));
            Files.write(o.resolve("claims.jsonl"), lines.subList(1, lines.size()));
        });
        to.put("a false claim: claims-true claims-evidence page-claims", o -> {
            Path f = o.resolve("claims.jsonl");
            Files.writeString(f, text(f).replaceFirst("\"text\":\"[^\"]*\"", "\"text\":\"It causes 7777 grams.\""));
        });
        to.put("a root too many: claims-roots", o -> {
            Path f = o.resolve("claims.jsonl");
            Files.writeString(f, text(f).replaceFirst("\"roots\":[0-9]+", "\"roots\":9"));
        });
        to.put("a talk is not on the page: page-talks page-times", o -> {
            Path f = o.resolve("programme.html");
            Files.writeString(f, text(f).replaceFirst("(?s)<tr id=.*?</tr>", ""));
        });
        to.put("no UTC: page-times", o -> edit(o.resolve("programme.html"), " UTC</span>", "</span>"));
        to.put(
                "a dead link: page-anchors",
                o -> editFirst(o.resolve("programme.html"), "href=\"#source-", "href=\"#sauce-"));
    }

    private static Map<String, String> scheduled(int i) {
        return out.scheduled().get(i);
    }

    private static String speakerOf(Map<String, String> session) {
        return in.talks()
                .getOrDefault(session.getOrDefault("talk", ""), Map.of())
                .getOrDefault("speaker", "");
    }

    private static String room(String talk) {
        return out.scheduled().stream()
                .filter(s -> talk.equals(s.get("talk")))
                .findFirst()
                .orElseThrow()
                .getOrDefault("room", "");
    }

    /** Two talks at the same time, of which the first fits into the room of the second. */
    private static String[] sameTime() {
        for (Map<String, String> a : out.scheduled()) {
            for (Map<String, String> b : out.scheduled()) {
                boolean small = Integer.parseInt(in.talks()
                                .getOrDefault(a.getOrDefault("talk", ""), Map.of())
                                .getOrDefault("expected", "0"))
                        < 106;
                if (a != b
                        && unasked(String.valueOf(a.get("talk")))
                        && String.valueOf(a.get("start_utc")).equals(b.get("start_utc"))
                        && small
                        && !"Attic".equals(b.get("room"))) {
                    return new String[] {a.getOrDefault("talk", ""), b.getOrDefault("talk", "")};
                }
            }
        }
        throw new IllegalStateException("no two talks at once");
    }

    private static String flooded() {
        return "Blue Room"; // the second largest in every venue of the generator
    }

    private static Map<String, String> onFloodedDay() {
        String day = in.event("flood", "day");
        var zone = Inputs.zone(in.venues().getOrDefault(out.venue(), Map.of()).getOrDefault("city", ""));
        return out.scheduled().stream()
                .filter(s -> java.time.Instant.parse(s.getOrDefault("start_utc", ""))
                        .atZone(zone)
                        .toLocalDate()
                        .toString()
                        .equals(day))
                .filter(s -> Integer.parseInt(in.talks()
                                .getOrDefault(s.getOrDefault("talk", ""), Map.of())
                                .getOrDefault("expected", "0"))
                        < 106)
                .filter(s -> unasked(String.valueOf(s.get("talk"))))
                .findFirst()
                .orElseThrow();
    }

    /** A session that may begin five minutes later within its window. */
    private static Map<String, String> scheduledWithMargin() {
        for (Map<String, String> s : out.scheduled()) {
            Map<String, String> speaker = in.speakers().getOrDefault(speakerOf(s), Map.of());
            var from = java.time.Instant.parse(s.getOrDefault("start_utc", "")).plusSeconds(300);
            var to = java.time.Instant.parse(s.getOrDefault("end_utc", "")).plusSeconds(300);
            if (unasked(String.valueOf(s.get("talk")))
                    && in.windows(speaker).stream().anyMatch(w -> w.contains(from, to))) {
                return s;
            }
        }
        throw new IllegalStateException("no session has a margin");
    }

    /** Changes a session in the database and in all papers; without room and shift it is taken out. */
    private static void everywhere(
            Path o,
            String talk,
            @org.jspecify.annotations.Nullable String room,
            java.time.@org.jspecify.annotations.Nullable Duration later)
            throws IOException, SQLException {
        if (room == null && later == null) {
            sql(o, "DELETE FROM sessions WHERE talk='" + talk + "'", () -> {});
        } else if (room != null) {
            sql(o, "UPDATE sessions SET room='" + room + "' WHERE talk='" + talk + "'", () -> {});
        } else {
            Map<String, String> s = out.scheduled().stream()
                    .filter(x -> talk.equals(x.get("talk")))
                    .findFirst()
                    .orElseThrow();
            java.time.Duration d = java.util.Objects.requireNonNull(later);
            sql(
                    o,
                    "UPDATE sessions SET start_utc='"
                            + java.time.Instant.parse(s.getOrDefault("start_utc", ""))
                                    .plus(d) + "', end_utc='"
                            + java.time.Instant.parse(s.getOrDefault("end_utc", ""))
                                    .plus(d) + "' WHERE talk='" + talk + "'",
                    () -> {});
        }
        Papers.rewrite(inputs, o);
    }

    private static void sheetWithout(Path o) throws IOException {
        Papers.rewrite(inputs, o);
    }

    private static Path cancelled(Path o) {
        return o.resolve("speakers").resolve(in.cancelledSpeaker() + ".ics");
    }

    /** The mail that answers or escalates the first one of an intent. */
    private static Path answer(Path o, String intent) {
        String id = first(intent);
        Mail asked = in.inbox().get(id);
        return out.sent().stream()
                .filter(m -> asked != null && m.replyTo().equals(asked.id()))
                .map(m -> o.resolve("sent").resolve(m.file()))
                .findFirst()
                .orElseThrow();
    }

    private static String first(String intent) {
        for (var e : in.key().path("mails").properties()) {
            if (e.getValue().path("intent").asText().equals(intent)) {
                return e.getKey();
            }
        }
        throw new IllegalStateException(intent);
    }

    /** Plants a mail in the thread of the first one of an intent. */
    private static void mail(Path o, String intent, String to) throws IOException {
        Mail asked = java.util.Objects.requireNonNull(in.inbox().get(first(intent)));
        Files.writeString(
                o.resolve("sent").resolve("901.eml"),
                "From: %s\r\nTo: %s\r\nSubject: Re\r\nMessage-ID: <planted@x.example>\r\nIn-Reply-To: %s\r\n\r\nThank you for this.\r\n"
                        .formatted(in.brief("Office"), to.isEmpty() ? asked.from() : to, asked.id()));
    }

    private static void otherDocument(Path o, boolean inForce) throws IOException {
        for (Inputs.Document d : in.documents().values()) {
            boolean now = in.inForce(d.get("subject")).equals(d.get("id"));
            String value =
                    in.key().path("mails").path(first("source")).path("value").asText();
            if (now == inForce && !MailCheck.says(d.body(), value)) {
                String sentence = d.body().split("(?<=\\.) ")[0];
                Path f = answer(o, "source");
                String body = text(f).replace("=\r\n", "")
                        .replaceFirst(
                                "\"[^\"]+\" \\[D[0-9]+\\]",
                                java.util.regex.Matcher.quoteReplacement("\"" + sentence + "\" [" + d.get("id") + "]"));
                Files.writeString(f, body);
                return;
            }
        }
        throw new IllegalStateException("no other document");
    }

    private Path copy(Path from) throws IOException {
        Path to = dir.resolve("copy" + copies++);
        try (Stream<Path> all = Files.walk(from)) {
            for (Path p : all.toList()) {
                Path q = to.resolve(from.relativize(p).toString());
                if (Files.isDirectory(p)) {
                    Files.createDirectories(q);
                } else {
                    Files.copy(p, q);
                }
            }
        }
        return to;
    }

    private interface Then {
        void run() throws IOException, SQLException;
    }

    private static void sql(Path o, String sql, Then then) throws IOException, SQLException {
        try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + o.resolve("conference.db"));
                Statement s = c.createStatement()) {
            s.executeUpdate(sql);
        }
        then.run();
    }

    private static String text(Path f) throws IOException {
        return Files.readString(f);
    }

    private static void edit(Path f, String from, String to) throws IOException {
        assertTrue(text(f).contains(from), f + " lacks " + from);
        Files.writeString(f, text(f).replace(from, to));
    }

    private static void editFirst(Path f, String from, String to) throws IOException {
        assertTrue(text(f).contains(from), f + " lacks " + from);
        Files.writeString(
                f,
                text(f).replaceFirst(
                                java.util.regex.Pattern.quote(from), java.util.regex.Matcher.quoteReplacement(to)));
    }

    /** Writes the papers anew from a database. */
    private static final class Papers {
        static void rewrite(Path inputs, Path o) throws IOException {
            try {
                org.menura.conference.tool.Rewriting.papers(inputs, o);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }
}
