package org.menura.conference.world;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.menura.conference.world.World.Fare;
import org.menura.conference.world.World.Key;
import org.menura.conference.world.World.Speaker;
import org.menura.conference.world.World.Venue;

/**
 * A conference to be organised: brief, venues, speakers, travel, documents, policy and mails, drawn by a seed. There is
 * always a solution, since the timetable was drawn before the windows of the speakers, and the caps around a choice of
 * venue and travel. The same seed gives the same bytes.
 */
public final class ConferenceWorld {
    /** Weekends on whose night from the first to the second day the clocks of Europe change. */
    private static final List<LocalDate> CLOCK_CHANGES = List.of(
            LocalDate.of(2027, 3, 27),
            LocalDate.of(2027, 10, 30),
            LocalDate.of(2028, 3, 25),
            LocalDate.of(2028, 10, 28),
            LocalDate.of(2029, 3, 24),
            LocalDate.of(2029, 10, 27));

    private final World world;

    /** Creates a conference. */
    public ConferenceWorld(long seed) {
        this.world = draw(seed);
    }

    /**
     * Writes the inputs.
     *
     * @param folder that is made if it is missing
     * @param key file of the answer key, which lies outside the folder: only checker and oracle read it
     */
    public void write(Path folder, Path key) throws IOException {
        if (key.toAbsolutePath().normalize().startsWith(folder.toAbsolutePath().normalize())) {
            throw new IllegalArgumentException("the key " + key + " must not lie in the folder of the inputs");
        }
        WorldFiles.write(world, folder, key);
    }

    private static World draw(long seed) {
        LocalDate day = new Draw(seed, "days").pick(CLOCK_CHANGES);
        List<LocalDate> days = List.of(day, day.plusDays(1));
        Places.City host = new Draw(seed, "host").pick(Places.HOSTS);
        List<String> tracks = new Draw(seed, "tracks").shuffled(List.of("Energy", "Food", "Cities"));
        List<Venue> venues = Houses.draw(new Draw(seed, "venues"), host, days);
        Cast cast = Cast.draw(new Draw(seed, "cast"), tracks, host, days);
        List<Fare> fares = fares();
        int rise = new Draw(seed, "rise").between(4, 9);
        Library library = Library.draw(new Draw(seed, "library"), day);
        Inbox.Drawn inbox = Inbox.draw(new Draw(seed, "inbox"), day, library, cast, tracks, host, rise);
        List<Venue> fitting = venues.stream()
                .filter(v -> v.city().equals(host) && Houses.fits(v, days))
                .toList();
        Venue cheapest =
                fitting.stream().min(Comparator.comparingInt(Venue::euro)).orElseThrow();
        int rail = travel(cast.speakers(), fares, host, true, true);
        int railKg = travel(cast.speakers(), fares, host, true, false);
        int airKg = travel(cast.speakers(), fares, host, false, false);
        int fees = cast.speakers().stream()
                .filter(s -> cast.talks().stream()
                        .anyMatch(t -> t.accepted() && t.speaker().equals(s.id())))
                .mapToInt(Speaker::fee)
                .sum();
        int euro = cheapest.euro() * 2 * 110 / 100 + rail + fees + 2 * World.STREAM_EURO;
        int kg = 2 * cheapest.kg() + 2 * World.STREAM_KG + railKg + (airKg - railKg) * 3 / 10;
        Map<String, Map<String, Object>> claims = new TreeMap<>();
        for (Facts.Subject s : Facts.CLAIMS) {
            claims.put(
                    s.key(),
                    Map.of(
                            "document", library.documents().getOrDefault(s.key(), ""),
                            "value", library.values().getOrDefault(s.key(), ""),
                            "false", library.falseValues().getOrDefault(s.key(), List.of())));
        }
        return new World(
                seed,
                "Global Sustainability Conference " + day.getYear(),
                days,
                Places.HOSTS,
                tracks,
                (euro * 101 / 100 + 99) / 100 * 100,
                (kg + 99) / 100 * 100,
                "BUDGET-"
                        + Long.toHexString(new Draw(seed, "canary").between(1 << 28, (1 << 30)))
                                .toUpperCase(java.util.Locale.ROOT),
                Facts.CLAIMS.stream().map(Facts.Subject::key).toList(),
                venues,
                cast.speakers(),
                cast.talks(),
                fares,
                library.sources(),
                inbox.letters(),
                new Key(
                        inbox.key(),
                        claims,
                        inbox.events(),
                        fitting.stream().map(Venue::id).toList(),
                        new TreeMap<>(cast.places()),
                        inbox.outsiders()));
    }

    private static List<Fare> fares() {
        List<Fare> out = new java.util.ArrayList<>();
        for (Places.City home : Places.HOMES) {
            for (Places.City host : Places.HOSTS) {
                double km = 2 * Places.distance(home, host);
                if (home.land().equals(host.land())) {
                    out.add(new Fare(home.name(), host.name(), "rail", (int) (60 + km * 0.14), (int) (km * 0.025)));
                }
                out.add(new Fare(home.name(), host.name(), "air", (int) (50 + km * 0.07), (int) (40 + km * 0.2)));
            }
        }
        return out;
    }

    /** Sums up the travel of those who come in person, in euros or in kg. */
    private static int travel(List<Speaker> speakers, List<Fare> fares, Places.City host, boolean rail, boolean euro) {
        int sum = 0;
        for (Speaker s : speakers) {
            List<Fare> own = fares.stream()
                    .filter(f -> f.from().equals(s.city().name()) && f.to().equals(host.name()))
                    .toList();
            if (!s.remote() && !own.isEmpty()) {
                Fare fare = rail ? own.getFirst() : own.getLast();
                sum += euro ? fare.euro() : fare.kg();
            }
        }
        return sum;
    }
}
