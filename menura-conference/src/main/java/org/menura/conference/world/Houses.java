package org.menura.conference.world;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.menura.conference.world.World.Room;
import org.menura.conference.world.World.Venue;

/** Draws venues: some in the host's city that fit, others with one fault each. */
final class Houses {
    static final int FITTING = 3;
    static final int MOST_EXPECTED = 105; // people in a talk that is no keynote

    private static final int VENUES = 40;
    private static final List<String> KINDS =
            List.of("Congress House", "Old Mill", "Forum", "Academy", "Docks", "Glass Hall", "Library", "Arena");
    private static final List<String> NAMES = List.of(
            "Acacia",
            "Baobab",
            "Cork Oak",
            "Dune",
            "Estuary",
            "Fig",
            "Gull",
            "Heron",
            "Ivory",
            "Jasmine",
            "Kapok",
            "Lotus",
            "Mangrove",
            "Nutmeg",
            "Orchid");

    /** What keeps a venue from being chosen. */
    private enum Fault {
        BUSY,
        STEPS,
        SMALL,
        FEW_ROOMS,
        LABEL
    }

    private Houses() {}

    static List<Venue> draw(Draw draw, Places.City host, List<LocalDate> days) {
        List<Venue> out = new ArrayList<>();
        for (int i = 0; i < VENUES; i++) {
            Places.City city = i < FITTING + 9 ? host : draw.pick(Places.HOSTS);
            boolean fits = i < FITTING;
            Fault fault = fits ? null : draw.pick(List.of(Fault.values()));
            int euro = fits ? 18_000 + 2_000 * i + 100 * draw.between(0, 9) : 100 * draw.between(90, 260);
            List<Room> rooms = rooms(draw, fault == Fault.SMALL, fault == Fault.FEW_ROOMS);
            char label =
                    fault == Fault.LABEL ? draw.pick(List.of('D', 'E', 'F', 'G')) : draw.pick(List.of('A', 'B', 'C'));
            out.add(new Venue(
                    "",
                    draw.pick(NAMES) + " " + draw.pick(KINDS),
                    city,
                    euro,
                    60 * (label - 'A') + 10 * draw.between(4, 12),
                    fault != Fault.STEPS,
                    label,
                    rooms,
                    free(draw, days, fault == Fault.BUSY)));
        }
        List<Venue> shuffled = draw.shuffled(out);
        List<Venue> named = new ArrayList<>();
        for (int i = 0; i < VENUES; i++) {
            Venue v = shuffled.get(i);
            named.add(new Venue(
                    "V%02d".formatted(i + 1),
                    v.name(),
                    v.city(),
                    v.euro(),
                    v.kg(),
                    v.stepFree(),
                    v.label(),
                    v.rooms(),
                    v.free()));
        }
        return named;
    }

    /** Tells whether a venue can host the conference; the price does not count. */
    static boolean fits(Venue v, List<LocalDate> days) {
        long large = v.rooms().stream()
                .filter(r -> r.stepFree() && r.seats() >= MOST_EXPECTED)
                .count();
        return v.free().containsAll(days)
                && v.stepFree()
                && v.label() <= 'C'
                && large >= 4
                && v.rooms().stream().anyMatch(r -> r.stepFree() && r.seats() >= World.SEATS);
    }

    private static List<Room> rooms(Draw draw, boolean small, boolean few) {
        List<Room> out = new ArrayList<>();
        out.add(new Room("Great Hall", small ? 10 * draw.between(18, 29) : 10 * draw.between(30, 42), true));
        out.add(new Room("Blue Room", 5 * draw.between(29, 35), true));
        if (!few) {
            out.add(new Room("Green Room", 5 * draw.between(25, 28), true));
            out.add(new Room("Red Room", 5 * draw.between(22, 24), true));
        }
        out.add(new Room("Attic", 5 * draw.between(9, 16), false));
        return draw.shuffled(out);
    }

    private static List<LocalDate> free(Draw draw, List<LocalDate> days, boolean busy) {
        LocalDate lost = draw.pick(days);
        List<LocalDate> out = new ArrayList<>();
        for (LocalDate d = days.get(0).minusDays(3); !d.isAfter(days.get(1).plusDays(3)); d = d.plusDays(1)) {
            boolean free = days.contains(d) ? !(busy && d.equals(lost)) : draw.chance(60);
            if (free) {
                out.add(d);
            }
        }
        return out;
    }
}
