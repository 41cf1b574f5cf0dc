package org.menura.conference.check;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A conference that holds all assertions, and what is looked for in it to break.
 *
 * @param folder of its outputs
 * @param in what it was organised from
 * @param out what came out
 */
record GoodConference(Path inputs, Path key, Path folder, Inputs in, Outputs out) {
    static GoodConference read(Path inputs, Path key, Path folder) throws IOException {
        return new GoodConference(inputs, key, folder, Inputs.read(inputs, key), Outputs.read(folder));
    }

    boolean unasked(String talk) {
        String track = in.talks().getOrDefault(talk, Map.of()).getOrDefault("track", "");
        for (var m : in.key().path("mails")) {
            String entity = m.path("entity").asText();
            if (entity.equals(talk) || entity.equals(track)) {
                return false;
            }
        }
        return true;
    }

    Instant start(String talk) {
        return Instant.parse(out.scheduled().stream()
                .filter(s -> talk.equals(s.get("talk")))
                .findFirst()
                .orElseThrow()
                .getOrDefault("start_utc", ""));
    }

    Map<String, String> scheduled(int i) {
        return out.scheduled().get(i);
    }

    String speakerOf(Map<String, String> session) {
        return in.talks()
                .getOrDefault(session.getOrDefault("talk", ""), Map.of())
                .getOrDefault("speaker", "");
    }

    String room(String talk) {
        return out.scheduled().stream()
                .filter(s -> talk.equals(s.get("talk")))
                .findFirst()
                .orElseThrow()
                .getOrDefault("room", "");
    }

    String freeRoom(Instant start) {
        return freeRooms(start).getFirst();
    }

    private boolean hasFreeRoom(Map<String, String> session) {
        return !freeRooms(Instant.parse(session.getOrDefault("start_utc", ""))).isEmpty();
    }

    private List<String> freeRooms(Instant start) {
        Set<String> taken = new TreeSet<>(Set.of("Attic"));
        ZoneId zone =
                Inputs.zone(in.venues().getOrDefault(out.venue(), Map.of()).getOrDefault("city", ""));
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

    /** Two talks at the same time, of which the first fits into the room of the second. */
    String[] sameTime() {
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

    String[] ofOneSpeaker() {
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

    String flooded() {
        return "Blue Room"; // the second largest in every venue of the generator
    }

    Map<String, String> onFloodedDay() {
        String day = in.event("flood", "day");
        ZoneId zone =
                Inputs.zone(in.venues().getOrDefault(out.venue(), Map.of()).getOrDefault("city", ""));
        return out.scheduled().stream()
                .filter(s -> Instant.parse(s.getOrDefault("start_utc", ""))
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
    Map<String, String> scheduledWithMargin() {
        for (Map<String, String> s : out.scheduled()) {
            Map<String, String> speaker = in.speakers().getOrDefault(speakerOf(s), Map.of());
            Instant from = Instant.parse(s.getOrDefault("start_utc", "")).plusSeconds(300);
            Instant to = Instant.parse(s.getOrDefault("end_utc", "")).plusSeconds(300);
            if (unasked(String.valueOf(s.get("talk")))
                    && in.windows(speaker).stream().anyMatch(w -> w.contains(from, to))) {
                return s;
            }
        }
        throw new IllegalStateException("no session has a margin");
    }

    Path cancelled(Path o) {
        return o.resolve("speakers").resolve(in.cancelledSpeaker() + ".ics");
    }

    /** The mail that answers or escalates the first one of an intent. */
    Path answer(Path o, String intent) {
        String id = first(intent);
        Mail asked = in.inbox().get(id);
        return out.sent().stream()
                .filter(m -> asked != null && m.replyTo().equals(asked.id()))
                .map(m -> o.resolve("sent").resolve(m.file()))
                .findFirst()
                .orElseThrow();
    }

    String first(String intent) {
        for (var e : in.key().path("mails").properties()) {
            if (e.getValue().path("intent").asText().equals(intent)) {
                return e.getKey();
            }
        }
        throw new IllegalStateException(intent);
    }
}
