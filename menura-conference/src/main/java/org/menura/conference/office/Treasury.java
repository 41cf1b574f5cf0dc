package org.menura.conference.office;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.menura.conference.tool.Catalog;
import org.menura.conference.tool.Catalog.Speaker;
import org.menura.conference.tool.Catalog.Venue;

/** Engages speakers and books their travel below the caps of money and emissions. */
final class Treasury {
    private static final String ROLE = "treasurer";

    private final Catalog catalog;
    private final Desk desk;
    private final Decider decider;

    Treasury(Catalog catalog, Desk desk, Decider decider) {
        this.catalog = catalog;
        this.desk = desk;
        this.decider = decider;
    }

    void bookAll(Venue venue) throws IOException, InterruptedException {
        for (var day : catalog.days()) {
            desk.must(ROLE, "book.stream", Map.of("day", day.toString()));
        }
        List<Speaker> speaking = catalog.speakers().values().stream()
                .filter(s -> catalog.talks().values().stream()
                        .anyMatch(t -> t.accepted() && t.speaker().equals(s.id())))
                .toList();
        for (Speaker s : speaking) {
            desk.must(ROLE, "book.fee", Map.of("speaker", s.id()));
        }
        for (Speaker s : speaking) {
            if (!s.remote()) {
                travel(s, venue);
            }
        }
    }

    private void travel(Speaker s, Venue venue) throws IOException, InterruptedException {
        List<String> options = catalog.fares(s, venue.city()).stream()
                .map(f -> "%s %d EUR %d kg".formatted(f.mode(), f.euro(), f.kg()))
                .toList();
        String choice = decider.choose(
                ROLE,
                "travel",
                s.id(),
                "How does the speaker travel from %s to %s?".formatted(s.city(), venue.city()),
                options,
                c -> desk.must("verifier", "budget.check", Map.of("speaker", s.id(), "mode", mode(c))));
        desk.must(ROLE, "book.travel", Map.of("speaker", s.id(), "mode", mode(choice)));
    }

    private static String mode(String option) {
        return option.split(" ")[0];
    }

    /** Takes a rise of prices into the books; returns whether that was allowed. */
    boolean rise(Letter letter, int percent) throws IOException, InterruptedException {
        if (desk.call("coordinator", "venue.price", Map.of("percent", percent, "mail", letter.id()))
                .error()) {
            return false;
        }
        String[] sums = desk.must(ROLE, "db.costs", Map.of()).split("\\|");
        if (Integer.parseInt(sums[0]) > catalog.numbers("Money").getFirst()) {
            throw new IOException(
                    "with %d percent more for the venue, %s EUR exceed the cap".formatted(percent, sums[0]));
        }
        return true;
    }
}
