package org.menura.conference.office;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.menura.agent.act.ToolResult;
import org.menura.conference.tool.Catalog;
import org.menura.conference.tool.Catalog.Talk;
import org.menura.conference.tool.Catalog.Venue;

/** Chooses the venue, makes the timetable, and mends it when something happens. */
final class Logistics {
    private static final String ROLE = "logistics";
    private static final int OFFERED = 8; // venues or cells that the mind chooses among

    private final Catalog catalog;
    private final Desk desk;
    private final Decider decider;

    Logistics(Catalog catalog, Desk desk, Decider decider) {
        this.catalog = catalog;
        this.desk = desk;
        this.decider = decider;
    }

    Venue bookVenue() throws IOException, InterruptedException {
        String days = catalog.brief("Days");
        String found = desk.must(
                ROLE,
                "venues.search",
                Map.of(
                        "query",
                        "step-free label A B C free " + days,
                        "most",
                        catalog.venues().size()));
        List<Venue> free = new ArrayList<>();
        for (String id : found.split(" ")) {
            Venue v = catalog.venue(id);
            if (catalog.days().stream().allMatch(d -> v.freeDays().contains(d.toString()))) {
                free.add(v);
            }
        }
        free.sort(
                Comparator.comparing((Venue v) -> v.label().compareTo("C") > 0).thenComparing(v -> !v.stepFree()));
        for (int from = 0; from < free.size(); from += OFFERED) {
            List<String> options = free.subList(from, Math.min(from + OFFERED, free.size())).stream()
                    .map(v -> "%s %s, %s, %d EUR".formatted(v.id(), v.name(), v.city(), v.euro()))
                    .toList();
            try {
                String choice = decider.choose(
                        ROLE,
                        "venue",
                        "all",
                        "Which venue do we book?",
                        options,
                        c -> desk.must("verifier", "venue.check", Map.of("venue", id(c))));
                Venue venue = catalog.venue(id(choice));
                for (var day : catalog.days()) {
                    desk.must(ROLE, "book.venue", Map.of("venue", venue.id(), "day", day.toString()));
                }
                return venue;
            } catch (NoChoiceException e) {
                // the next ones
            }
        }
        throw new IOException("no venue fits the brief");
    }

    private static String id(String option) {
        return option.split(" ")[0];
    }

    void placeAll() throws IOException, InterruptedException {
        List<Talk> open = new ArrayList<>(
                catalog.talks().values().stream().filter(Talk::accepted).toList());
        open.sort(Comparator.comparingInt((Talk t) -> -t.expected() / 200).thenComparing(Talk::id));
        for (Talk talk : open) {
            place(talk);
        }
        verify();
    }

    private void place(Talk talk) throws IOException, InterruptedException {
        String cells = desk.must(ROLE, "schedule.propose", Map.of("talk", talk.id()));
        List<String> all = cells.isEmpty() ? List.of() : List.of(cells.split("\n"));
        for (int from = 0; from < all.size(); from += OFFERED) {
            List<String> some = all.subList(from, Math.min(from + OFFERED, all.size()));
            try {
                String context = "When and where is %s, %s? %d people, track %s."
                        .formatted(talk.id(), talk.title(), talk.expected(), talk.track());
                String cell = decider.choose(
                        ROLE,
                        "session",
                        talk.id(),
                        context,
                        some,
                        c -> desk.must(
                                "verifier",
                                "schedule.check",
                                Map.of("talk", talk.id(), "room", room(c), "slot", slot(c))));
                desk.must(ROLE, "book.room", Map.of("talk", talk.id(), "room", room(cell), "slot", slot(cell)));
                return;
            } catch (NoChoiceException e) {
                // the next ones
            }
        }
        throw new IOException("no cell is left for the talk " + talk.id());
    }

    private static String room(String cell) {
        return cell.substring(0, cell.indexOf(" #"));
    }

    private static int slot(String cell) {
        return Integer.parseInt(cell.substring(cell.indexOf('#') + 1));
    }

    /** Cancels the talks of the speaker who wrote; returns whether that was allowed. */
    boolean cancel(Letter letter, String speaker) throws IOException, InterruptedException {
        ToolResult done = desk.call("coordinator", "talk.cancel", Map.of("speaker", speaker, "mail", letter.id()));
        if (!done.error()) {
            desk.must(ROLE, "calendar.write", Map.of());
        }
        return !done.error();
    }

    /** Closes a room on a day and moves its talks; returns whether that was allowed. */
    boolean close(Letter letter, String room, String day) throws IOException, InterruptedException {
        if (desk.call("coordinator", "room.close", Map.of("room", room, "day", day, "mail", letter.id()))
                .error()) {
            return false;
        }
        String talks = desk.must(ROLE, "db.room", Map.of("room", room, "day", day));
        for (String talk : talks.isEmpty() ? new String[0] : talks.split(" ")) {
            place(catalog.talk(talk));
        }
        verify();
        desk.must(ROLE, "calendar.write", Map.of());
        return true;
    }

    private void verify() throws IOException, InterruptedException {
        String faults = desk.must("verifier", "schedule.verify", Map.of());
        if (!faults.isEmpty()) {
            throw new IOException("the timetable has faults: " + faults);
        }
    }
}
