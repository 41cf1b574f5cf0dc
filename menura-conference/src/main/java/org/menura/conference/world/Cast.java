package org.menura.conference.world;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.menura.conference.world.World.Slot;
import org.menura.conference.world.World.Speaker;
import org.menura.conference.world.World.Talk;
import org.menura.conference.world.World.Window;

/**
 * Speakers and their talks around a timetable that was drawn first, so that there is one.
 *
 * @param speakers in the order of their ids
 * @param talks in the order of their ids, accepted and declined ones
 * @param places slot of each accepted talk in the timetable: 6 × day + slot of the day
 */
record Cast(List<Speaker> speakers, List<Talk> talks, Map<String, Integer> places) {
    private static final int PER_TRACK = 9; // accepted talks
    private static final int DECLINED = 3;
    private static final int CONFLICTS = 4;
    private static final List<String> GIVEN = List.of(
            "Amina", "Bruno", "Chidi", "Dara", "Elena", "Farid", "Grace", "Hugo", "Ines", "Jomo", "Keiko", "Lars",
            "Mei", "Noor", "Omar", "Priya", "Quentin", "Rosa", "Samuel", "Tove", "Uma", "Victor", "Wanjiru", "Ximena",
            "Yusuf", "Zoe");
    private static final List<String> FAMILY = List.of(
            "Alves", "Banda", "Costa", "Diallo", "Eriksen", "Fonseca", "Gupta", "Haddad", "Ito", "Jensen", "Kamau",
            "Lim", "Mwangi", "Nguyen", "Okafor", "Perera", "Quispe", "Rahman", "Silva", "Tanaka", "Ueda", "Vargas",
            "Wong", "Xu", "Yilmaz", "Zulu");
    private static final List<String> VERBS =
            List.of("Measuring", "Rebuilding", "Sharing", "Financing", "Cooling", "Greening", "Counting", "Rethinking");
    private static final Map<String, List<String>> THEMES = Map.of(
            "Energy", List.of("grids", "rooftop solar", "storage", "heat pumps", "wind at sea", "mini-grids"),
            "Food", List.of("soils", "school meals", "cold chains", "seeds", "fisheries", "kitchens"),
            "Cities", List.of("buses", "flats", "streets", "wetlands", "ports", "markets"));

    static Cast draw(Draw draw, List<String> tracks, Places.City host, List<LocalDate> days) {
        List<String> given = draw.shuffled(GIVEN);
        List<String> family = draw.shuffled(FAMILY);
        List<String> titles = new ArrayList<>();
        List<Talk> talks = new ArrayList<>();
        Map<String, Integer> places = new HashMap<>();
        Map<String, Speaker> speakers = new HashMap<>();
        int speaker = 0;
        int talk = 0;
        boolean keynote = true;
        for (String track : tracks) {
            List<Integer> slots =
                    draw.some(java.util.stream.IntStream.range(0, 12).boxed().toList(), PER_TRACK);
            for (int i = 0; i < PER_TRACK + DECLINED / tracks.size(); i++) {
                boolean accepted = i < PER_TRACK;
                boolean second = i == 1 && speaker > 0; // the second talk of each track's first speaker
                String id = second ? "S%02d".formatted(speaker) : "S%02d".formatted(++speaker);
                String title = title(draw, titles, track);
                String talkId = "T%02d".formatted(++talk);
                int expected = keynote ? 290 : draw.between(35, Houses.MOST_EXPECTED);
                keynote = false;
                talks.add(new Talk(talkId, title, id, track, expected, accepted));
                Speaker known = speakers.get(id);
                Places.City city = known != null ? known.city() : home(draw, host, i % 2 == 0);
                List<Window> windows = new ArrayList<>(known != null ? known.windows() : List.of());
                if (accepted) {
                    places.put(talkId, slots.get(i));
                    windows.add(window(draw, slots.get(i), days, host.zone(), city.zone()));
                }
                if (draw.chance(40)) {
                    windows.add(window(draw, draw.between(0, 11), days, host.zone(), city.zone()));
                }
                speakers.put(
                        id,
                        new Speaker(
                                id,
                                given.get((speaker - 1) % given.size()) + " "
                                        + family.get((speaker - 1) % family.size()),
                                city,
                                known != null ? known.remote() : i % 2 == 1,
                                50 * draw.between(8, 40),
                                track,
                                windows,
                                known != null ? known.stepFree() : draw.chance(20),
                                List.of()));
            }
        }
        addConflicts(draw, speakers, talks, places);
        List<Speaker> sorted = new ArrayList<>(speakers.values());
        sorted.sort(java.util.Comparator.comparing(Speaker::id));
        return new Cast(sorted, talks, places);
    }

    private static String title(Draw draw, List<String> titles, String track) {
        while (true) {
            String title = draw.pick(VERBS) + " " + draw.pick(THEMES.getOrDefault(track, List.of(track)));
            if (!titles.contains(title)) {
                titles.add(title);
                return title;
            }
        }
    }

    private static Places.City home(Draw draw, Places.City host, boolean near) {
        List<Places.City> from = near && draw.chance(75)
                ? Places.HOMES.stream()
                        .filter(c -> c.land().equals(host.land()))
                        .toList()
                : Places.HOMES;
        return draw.pick(from);
    }

    static Instant instant(int place, boolean end, List<LocalDate> days, ZoneId zone) {
        Slot slot = World.SLOTS.get(place % 6);
        return LocalDateTime.of(days.get(place / 6), end ? slot.end() : slot.start())
                .atZone(zone)
                .toInstant();
    }

    /** Draws a window around a slot whose bounds are unambiguous in the speaker's own zone. */
    private static Window window(Draw draw, int place, List<LocalDate> days, ZoneId host, ZoneId own) {
        Instant start = unambiguous(
                instant(place, false, days, host).minus(Duration.ofMinutes(30L * draw.between(0, 5))), own, -1);
        Instant end = unambiguous(
                instant(place, true, days, host).plus(Duration.ofMinutes(30L * draw.between(0, 5))), own, 1);
        return new Window(start, end);
    }

    private static Instant unambiguous(Instant instant, ZoneId zone, int hours) {
        Instant out = instant;
        while (!out.atZone(zone).toLocalDateTime().atZone(zone).toInstant().equals(out)
                || zone.getRules()
                                .getValidOffsets(out.atZone(zone).toLocalDateTime())
                                .size()
                        != 1) {
            out = out.plus(Duration.ofHours(hours));
        }
        return out;
    }

    private static void addConflicts(
            Draw draw, Map<String, Speaker> speakers, List<Talk> talks, Map<String, Integer> places) {
        List<Talk> accepted = talks.stream().filter(Talk::accepted).toList();
        int made = 0;
        while (made < CONFLICTS) {
            Talk a = draw.pick(accepted);
            Talk b = draw.pick(accepted);
            Speaker first = speakers.get(a.speaker());
            if (first == null
                    || a.track().equals(b.track())
                    || first.conflicts().contains(b.speaker())
                    || meet(talks, places, a.speaker(), b.speaker())) {
                continue;
            }
            List<String> conflicts = new ArrayList<>(first.conflicts());
            conflicts.add(b.speaker());
            speakers.put(
                    first.id(),
                    new Speaker(
                            first.id(),
                            first.name(),
                            first.city(),
                            first.remote(),
                            first.fee(),
                            first.track(),
                            first.windows(),
                            first.stepFree(),
                            conflicts));
            made++;
        }
    }

    private static boolean meet(List<Talk> talks, Map<String, Integer> places, String a, String b) {
        return talks.stream()
                .filter(t -> t.accepted() && t.speaker().equals(a))
                .anyMatch(t -> talks.stream()
                        .anyMatch(u -> u.accepted()
                                && u.speaker().equals(b)
                                && java.util.Objects.equals(places.get(t.id()), places.get(u.id()))));
    }
}
