package org.menura.conference.tool;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.menura.agent.act.Effect;
import org.menura.agent.act.Tool;
import org.menura.agent.act.ToolContext;
import org.menura.agent.act.ToolResult;
import org.menura.conference.tool.Catalog.Fare;
import org.menura.conference.tool.Catalog.Speaker;
import org.menura.conference.tool.Catalog.Talk;
import org.menura.conference.tool.Catalog.Venue;
import org.menura.conference.tool.Catalog.Window;

/** Tools that book and cancel, each in one transaction, and typed questions to the database. */
final class Bookings {
    private final Catalog catalog;
    private final Store store;

    Bookings(Catalog catalog, Store store) {
        this.catalog = catalog;
        this.store = store;
    }

    List<Tool> tools() {
        List<Tool> out = new ArrayList<>();
        once(out, "book.venue", "Books a venue for a day.", "venue day", a -> {
            Venue v = catalog.venue(a.text("venue"));
            return s -> booking(s, "venue", v.id(), a.text("day"), v.euro(), v.kg());
        });
        once(
                out,
                "book.room",
                "Gives a talk a room and a slot; a talk that has one is moved.",
                "talk room slot#",
                a -> {
                    Talk talk = catalog.talk(a.text("talk"));
                    Window w = catalog.slots(venue()).get(a.number("slot"));
                    return s -> session(s, talk, a.text("room"), w);
                });
        once(out, "book.fee", "Engages a speaker for the fee.", "speaker", a -> {
            Speaker sp = catalog.speaker(a.text("speaker"));
            return s -> booking(s, "fee", sp.id(), "", sp.fee(), 0);
        });
        once(out, "book.travel", "Books the travel of a speaker.", "speaker mode", a -> {
            Speaker sp = catalog.speaker(a.text("speaker"));
            Fare fare = catalog.fares(sp, venue().city()).stream()
                    .filter(f -> f.mode().equals(a.text("mode")))
                    .findFirst()
                    .orElseThrow(() ->
                            new IllegalArgumentException("%s can't travel by %s".formatted(sp.id(), a.text("mode"))));
            return s -> booking(s, "travel", sp.id(), fare.mode(), fare.euro(), fare.kg());
        });
        once(out, "book.stream", "Books streaming for a day.", "day", a -> {
            List<Integer> of = catalog.numbers("Streaming");
            return s -> booking(s, "stream", "all", a.text("day"), of.get(0), of.get(1));
        });
        changes(out);
        notes(out);
        questions(out);
        return out;
    }

    private void changes(List<Tool> out) {
        once(
                out,
                "talk.cancel",
                "Cancels the talks of a speaker, who wrote so in a mail, and what was booked for them.",
                "speaker mail",
                a -> {
                    Speaker sp = catalog.speaker(a.text("speaker"));
                    return s -> {
                        int n = 0;
                        for (Talk t : catalog.talks().values()) {
                            if (t.speaker().equals(sp.id())) {
                                n += s.update(
                                        "UPDATE sessions SET status='cancelled', sequence=published+1 WHERE talk=? AND status='scheduled'",
                                        t.id());
                            }
                        }
                        s.update(
                                "UPDATE bookings SET status='cancelled' WHERE subject=? AND kind IN ('fee','travel')",
                                sp.id());
                        return "%d talks of %s are cancelled".formatted(n, sp.id());
                    };
                });
        once(
                out,
                "room.close",
                "Notes that a room can't be used on a day, as a mail says.",
                "room day mail",
                a -> s -> {
                    s.update("INSERT OR IGNORE INTO closures VALUES(?, ?)", a.text("room"), a.text("day"));
                    return a.text("room") + " is closed on " + a.text("day");
                });
        once(
                out,
                "venue.price",
                "Raises the price of the booked venue by some percent, as a mail says.",
                "percent# mail",
                a -> s -> {
                    int n = s.update(
                            "UPDATE bookings SET eur=(eur*(100+?)+99)/100 WHERE kind='venue' AND status='active'",
                            a.number("percent"));
                    return "%d bookings cost %d percent more".formatted(n, a.number("percent"));
                });
    }

    private void notes(List<Tool> out) {
        once(out, "note.escalation", "Notes that the chair answers a mail.", "mail reason", a -> s -> {
            s.update("INSERT OR IGNORE INTO escalations VALUES(?, ?)", a.text("mail"), a.text("reason"));
            return a.text("mail") + " is with the chair";
        });
        once(out, "note.quarantine", "Puts a mail into quarantine.", "mail reason", a -> s -> {
            s.update("INSERT OR IGNORE INTO quarantine VALUES(?, ?)", a.text("mail"), a.text("reason"));
            return a.text("mail") + " is in quarantine";
        });
    }

    private void questions(List<Tool> out) {
        out.add(DeskTool.pure("db.session", "Returns room and start of a talk.", "talk", (a, c) -> {
            List<Map<String, String>> rows = store.rows(
                    "SELECT room, start_utc FROM sessions WHERE talk=? AND status='scheduled'", a.text("talk"));
            return rows.isEmpty()
                    ? ToolResult.error(a.text("talk") + " is not in the timetable")
                    : ToolResult.of(
                            rows.getFirst().get("room") + "|" + rows.getFirst().get("start_utc"));
        }));
        out.add(DeskTool.pure("db.count", "Returns the number of talks of a track.", "track", (a, c) -> {
            long n = store.rows("SELECT talk FROM sessions WHERE status='scheduled'").stream()
                    .filter(r ->
                            catalog.talk(r.getOrDefault("talk", "")).track().equals(a.text("track")))
                    .count();
            return ToolResult.of(Long.toString(n));
        }));
        out.add(DeskTool.pure(
                "db.attendance",
                "Returns whether a speaker comes in person.",
                "speaker",
                (a, c) -> ToolResult.of(catalog.speaker(a.text("speaker")).remote() ? "remote" : "in person")));
        out.add(DeskTool.pure("db.room", "Returns the talks in a room on a day.", "room day", (a, c) -> {
            List<String> talks = new ArrayList<>();
            for (Map<String, String> r : store.rows(
                    "SELECT talk, start_utc FROM sessions WHERE room=? AND status='scheduled' ORDER BY start_utc",
                    a.text("room"))) {
                var day = java.time.Instant.parse(r.getOrDefault("start_utc", ""))
                        .atZone(Catalog.zone(venue().city()))
                        .toLocalDate();
                if (day.toString().equals(a.text("day"))) {
                    talks.add(r.getOrDefault("talk", ""));
                }
            }
            return ToolResult.of(String.join(" ", talks));
        }));
        out.add(DeskTool.pure("db.costs", "Returns the sums of money and emissions that are booked.", "", (a, c) -> {
            Map<String, String> sum = store.rows(
                            "SELECT COALESCE(SUM(eur),0) AS eur, COALESCE(SUM(kg),0) AS kg FROM bookings WHERE status='active'")
                    .getFirst();
            return ToolResult.of(sum.get("eur") + "|" + sum.get("kg"));
        }));
    }

    private Venue venue() throws IOException {
        return booked(catalog, store);
    }

    /** The booked venue. */
    static Venue booked(Catalog catalog, Store store) throws IOException {
        List<Map<String, String>> rows =
                store.rows("SELECT subject FROM bookings WHERE kind='venue' AND status='active' ORDER BY id");
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("no venue is booked yet");
        }
        return catalog.venue(rows.getFirst().getOrDefault("subject", ""));
    }

    private interface Prepared {
        Store.Change prepare(DeskTool.Args a) throws IOException;
    }

    private void once(List<Tool> out, String name, String description, String arguments, Prepared prepared) {
        out.add(DeskTool.of(
                name,
                description,
                Effect.ONCE,
                arguments,
                (a, c) -> store.effect(c.key(), name + new TreeMap<>(a.values()), prepared.prepare(a)),
                (a, c) -> Optional.of(done(c))));
    }

    private ToolResult done(ToolContext c) throws IOException {
        return store.done(c.key()).orElseGet(ToolResult::notDone);
    }

    private static String booking(Store s, String kind, String subject, String detail, int euro, int kg)
            throws SQLException {
        String id = "B" + s.next("bookings");
        s.update("INSERT INTO bookings VALUES(?, ?, ?, ?, ?, ?, 'active')", id, kind, subject, detail, euro, kg);
        return id;
    }

    private static String session(Store s, Talk talk, String room, Window w) throws SQLException {
        int moved = s.update(
                "UPDATE sessions SET room=?, start_utc=?, end_utc=?, sequence=published+1 WHERE talk=? AND status='scheduled'",
                room,
                w.start().toString(),
                w.end().toString(),
                talk.id());
        if (moved == 0) {
            s.update(
                    "INSERT INTO sessions VALUES(?, ?, ?, ?, 'scheduled', ?, 0, -1)",
                    talk.id(),
                    room,
                    w.start().toString(),
                    w.end().toString(),
                    talk.id().toLowerCase(java.util.Locale.ROOT) + "@gsc.example");
        }
        return "%s is in %s at %s".formatted(talk.id(), room, w.start());
    }
}
