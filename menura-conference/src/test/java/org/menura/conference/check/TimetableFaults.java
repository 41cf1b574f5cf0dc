package org.menura.conference.check;

import static org.menura.conference.check.Planting.rewrite;
import static org.menura.conference.check.Planting.sql;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Breaks timetables: sessions are changed in all papers alike, so that the timetable alone is wrong. */
final class TimetableFaults {
    private final GoodConference good;

    TimetableFaults(GoodConference good) {
        this.good = good;
    }

    void plant(Map<String, Fault> to) {
        String talk = good.out().scheduled().stream()
                .map(s -> s.getOrDefault("talk", ""))
                .filter(good::unasked)
                .findFirst()
                .orElseThrow();
        to.put("a talk is missing: talk-once", o -> everywhere(o, talk, null, null));
        to.put("two talks in one room: room-free", o -> {
            String[] pair = good.sameTime();
            everywhere(o, pair[0], good.room(pair[1]), null);
        });
        to.put("an unknown room: room-exists", o -> everywhere(o, talk, "Cellar", null));
        to.put("a flooded room: room-closed", o -> {
            Map<String, String> free = good.onFloodedDay();
            everywhere(o, free.getOrDefault("talk", ""), good.flooded(), null);
        });
        to.put("off the slots: slot", o -> {
            Map<String, String> x = good.scheduledWithMargin();
            everywhere(o, x.getOrDefault("talk", ""), null, Duration.ofMinutes(5));
        });
        to.put("no venue: venue", o -> {
            sql(o, "UPDATE bookings SET status='cancelled' WHERE id=(SELECT MAX(id) FROM bookings WHERE kind='venue')");
            rewrite(good.inputs(), o);
        });
        String lost = good.out().sessions().stream()
                .filter(s -> "cancelled".equals(s.get("status")))
                .findFirst()
                .orElseThrow()
                .getOrDefault("talk", "");
        to.put(
                "a cancelled talk is given: cancelled calendar-cancelled" + (good.unasked(lost) ? "" : " mail-answer"),
                o -> {
                    sql(o, "UPDATE sessions SET status='scheduled' WHERE status='cancelled'");
                    rewrite(good.inputs(), o);
                });
        to.put("a speaker twice at once: speaker-free", o -> {
            String[] pair = good.ofOneSpeaker();
            everywhere(o, pair[1], null, Duration.between(good.start(pair[1]), good.start(pair[0])));
            everywhere(o, pair[1], good.freeRoom(good.start(pair[0])), null);
        });
    }

    /** Changes a session in the database and in all papers; without room and shift it is taken out. */
    private void everywhere(Path o, String talk, @Nullable String room, @Nullable Duration later)
            throws IOException, SQLException {
        if (room == null && later == null) {
            sql(o, "DELETE FROM sessions WHERE talk='" + talk + "'");
        } else if (room != null) {
            sql(o, "UPDATE sessions SET room='" + room + "' WHERE talk='" + talk + "'");
        } else {
            Map<String, String> s = good.out().scheduled().stream()
                    .filter(x -> talk.equals(x.get("talk")))
                    .findFirst()
                    .orElseThrow();
            Duration d = Objects.requireNonNull(later);
            sql(
                    o,
                    "UPDATE sessions SET start_utc='"
                            + Instant.parse(s.getOrDefault("start_utc", "")).plus(d) + "', end_utc='"
                            + Instant.parse(s.getOrDefault("end_utc", "")).plus(d) + "' WHERE talk='" + talk + "'");
        }
        rewrite(good.inputs(), o);
    }
}
