package org.menura.conference.check;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.menura.conference.check.Inputs.Interval;

/** Checks the timetable in the database by intervals in UTC. */
final class TimetableCheck {
    private record Session(String talk, String room, Instant start, Instant end) {
        boolean overlaps(Session o) {
            return start.isBefore(o.end) && o.start.isBefore(end);
        }
    }

    private record Room(int seats, boolean stepFree) {}

    private final Inputs in;
    private final Outputs out;
    private final Findings f;

    TimetableCheck(Inputs in, Outputs out, Findings f) {
        this.in = in;
        this.out = out;
        this.f = f;
    }

    void check() {
        f.begin(
                "venue",
                "talk-once",
                "cancelled",
                "room-free",
                "room-exists",
                "room-closed",
                "speaker-free",
                "capacity");
        f.begin("step-free", "window", "slot", "track", "conflict");
        Map<String, String> venue = in.venues().getOrDefault(out.venue(), Map.of());
        checkVenue(venue);
        List<Session> sessions = sessions();
        checkOnce(sessions);
        Map<String, Room> rooms = rooms(venue);
        List<Interval> slots = in.slots(venue.getOrDefault("city", ""));
        Interval closed = closed(venue);
        String flooded = flooded(venue, rooms);
        for (Session s : sessions) {
            Map<String, String> talk = in.talks().getOrDefault(s.talk, Map.of());
            Map<String, String> speaker = in.speakers().getOrDefault(talk.getOrDefault("speaker", ""), Map.of());
            Room room = rooms.get(s.room);
            f.that(
                    room != null,
                    "room-exists",
                    "%s is in the room '%s', which the booked venue does not have.",
                    s.talk,
                    s.room);
            if (room != null) {
                int expected = Integer.parseInt(talk.getOrDefault("expected", "0"));
                f.that(
                        room.seats >= expected,
                        "capacity",
                        "%s expects %d people, but %s has %d seats.",
                        s.talk,
                        expected,
                        s.room,
                        room.seats);
                f.that(
                        room.stepFree || !"yes".equals(speaker.get("step_free")),
                        "step-free",
                        "%s has a speaker who needs step-free access, but %s has steps.",
                        s.talk,
                        s.room);
            }
            f.that(
                    !(s.room.equals(flooded) && closed.overlaps(s.start, s.end)),
                    "room-closed",
                    "%s is in %s on the day on which that room is flooded.",
                    s.talk,
                    s.room);
            f.that(
                    slots.stream()
                            .anyMatch(x -> x.start().equals(s.start) && x.end().equals(s.end)),
                    "slot",
                    "%s runs from %s to %s, which is no slot between the breaks.",
                    s.talk,
                    s.start,
                    s.end);
            f.that(
                    in.windows(speaker).stream().anyMatch(w -> w.contains(s.start, s.end)),
                    "window",
                    "%s begins at %s, outside the windows of %s.",
                    s.talk,
                    s.start,
                    speaker.getOrDefault("name", "its speaker"));
        }
        checkPairs(sessions);
    }

    private void checkVenue(Map<String, String> venue) {
        List<Map<String, String>> booked = out.active("venue");
        f.that(
                booked.size() == in.days().size(),
                "venue",
                "A venue must be booked for each of %d days, but there are %d such bookings.",
                in.days().size(),
                booked.size());
        for (Map<String, String> b : booked) {
            f.that(
                    out.venue().equals(b.get("subject")),
                    "venue",
                    "Two venues are booked: %s and %s.",
                    out.venue(),
                    b.get("subject"));
        }
        String free = venue.getOrDefault("free_days", "");
        f.that(
                in.days().stream()
                        .allMatch(d -> free.contains(d.toString())
                                && booked.stream().anyMatch(b -> d.toString().equals(b.get("detail")))),
                "venue",
                "The venue %s is not booked, or not free, on both days.",
                out.venue());
        f.that("yes".equals(venue.get("step_free")), "venue", "The venue %s has steps.", out.venue());
        String label = venue.getOrDefault("label", "Z");
        f.that(
                label.compareTo("C") <= 0,
                "venue",
                "The venue %s has the energy label %s, worse than C.",
                out.venue(),
                label);
        int seats = in.number("Seats");
        f.that(
                rooms(venue).values().stream().anyMatch(r -> r.stepFree && r.seats >= seats),
                "venue",
                "The venue %s has no step-free room of %d seats.",
                out.venue(),
                seats);
    }

    private void checkOnce(List<Session> sessions) {
        Map<String, Integer> count = new HashMap<>();
        sessions.forEach(s -> count.merge(s.talk, 1, Integer::sum));
        List<String> given = in.given();
        for (String talk : given) {
            int n = count.getOrDefault(talk, 0);
            f.that(n == 1, "talk-once", "%s is to be given once, but is in the timetable %d times.", talk, n);
        }
        for (String talk : count.keySet()) {
            boolean cancelled = in.cancelledSpeaker()
                    .equals(in.talks().getOrDefault(talk, Map.of()).get("speaker"));
            f.that(!cancelled, "cancelled", "%s was cancelled by its speaker and is still in the timetable.", talk);
            f.that(
                    cancelled || given.contains(talk),
                    "talk-once",
                    "%s was not accepted and is in the timetable.",
                    talk);
        }
    }

    private void checkPairs(List<Session> sessions) {
        for (int i = 0; i < sessions.size(); i++) {
            for (int j = i + 1; j < sessions.size(); j++) {
                Session a = sessions.get(i);
                Session b = sessions.get(j);
                if (!a.overlaps(b)) {
                    continue;
                }
                Map<String, String> t = in.talks().getOrDefault(a.talk, Map.of());
                Map<String, String> u = in.talks().getOrDefault(b.talk, Map.of());
                String s1 = t.getOrDefault("speaker", "?");
                String s2 = u.getOrDefault("speaker", "!");
                f.that(
                        !a.room.equals(b.room),
                        "room-free",
                        "%s and %s are in %s at the same time.",
                        a.talk,
                        b.talk,
                        a.room);
                f.that(!s1.equals(s2), "speaker-free", "%s gives %s and %s at the same time.", s1, a.talk, b.talk);
                f.that(
                        s1.equals(s2) || !String.valueOf(t.get("track")).equals(u.get("track")),
                        "track",
                        "%s and %s of the track %s run at the same time.",
                        a.talk,
                        b.talk,
                        t.get("track"));
                f.that(
                        !conflict(s1, s2) && !conflict(s2, s1),
                        "conflict",
                        "%s and %s run at the same time, though %s and %s conflict.",
                        a.talk,
                        b.talk,
                        s1,
                        s2);
            }
        }
    }

    private boolean conflict(String a, String b) {
        return List.of(in.speakers()
                        .getOrDefault(a, Map.of())
                        .getOrDefault("conflicts", "")
                        .split("\\|"))
                .contains(b);
    }

    private List<Session> sessions() {
        List<Session> all = new ArrayList<>();
        for (Map<String, String> s : out.scheduled()) {
            try {
                all.add(new Session(
                        s.getOrDefault("talk", ""),
                        s.getOrDefault("room", ""),
                        Instant.parse(s.getOrDefault("start_utc", "")),
                        Instant.parse(s.getOrDefault("end_utc", ""))));
            } catch (DateTimeParseException e) {
                f.that(false, "slot", "%s has a time that is none: %s.", s.get("talk"), e.getMessage());
            }
        }
        return all;
    }

    private static Map<String, Room> rooms(Map<String, String> venue) {
        Map<String, Room> rooms = new HashMap<>();
        for (String room : venue.getOrDefault("rooms", "").split("\\|")) {
            String[] parts = room.split(":");
            if (parts.length == 3) {
                rooms.put(parts[0], new Room(Integer.parseInt(parts[1]), parts[2].equals("yes")));
            }
        }
        return rooms;
    }

    private String flooded(Map<String, String> venue, Map<String, Room> rooms) {
        String rank = in.event("flood", "rank");
        if (venue.isEmpty() || rank.isEmpty()) {
            return "";
        }
        return rooms.entrySet().stream()
                .sorted((a, b) -> b.getValue().seats - a.getValue().seats)
                .skip(Integer.parseInt(rank) - 1L)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("");
    }

    private Interval closed(Map<String, String> venue) {
        String day = in.event("flood", "day");
        if (day.isEmpty()) {
            return new Interval(Instant.EPOCH, Instant.EPOCH);
        }
        var start = java.time.LocalDate.parse(day).atStartOfDay(Inputs.zone(venue.getOrDefault("city", "")));
        return new Interval(start.toInstant(), start.plusDays(1).toInstant());
    }
}
