package org.menura.conference.tool;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.menura.agent.act.Tool;
import org.menura.agent.act.ToolResult;
import org.menura.conference.tool.Catalog.Fare;
import org.menura.conference.tool.Catalog.Room;
import org.menura.conference.tool.Catalog.Speaker;
import org.menura.conference.tool.Catalog.Talk;
import org.menura.conference.tool.Catalog.Venue;

/** Tools that propose and check: venues, the timetable, the budget. They change nothing. */
final class Planning {
    private static final int LARGE = 105; // seats of a room for most talks
    private static final int ROOMS = 4; // one for each track, and one in reserve

    private final Catalog catalog;
    private final Store store;

    Planning(Catalog catalog, Store store) {
        this.catalog = catalog;
        this.store = store;
    }

    List<Tool> tools() {
        return List.of(
                DeskTool.pure(
                        "venue.check",
                        "Checks a venue against brief and policy; returns its faults.",
                        "venue",
                        (a, c) -> ToolResult.of(String.join("; ", venueFaults(catalog.venue(a.text("venue")))))),
                DeskTool.pure(
                        "schedule.propose",
                        "Returns the free cells of a talk: ROOM #SLOT.",
                        "talk",
                        (a, c) -> ToolResult.of(timetable(a.text("talk")).cells(catalog.talk(a.text("talk"))).stream()
                                .map(Timetable.Cell::toString)
                                .collect(Collectors.joining("\n")))),
                DeskTool.pure(
                        "schedule.check",
                        "Checks whether a talk can have a cell and the others still find theirs; returns the fault.",
                        "talk room slot#",
                        (a, c) -> ToolResult.of(cellFault(
                                catalog.talk(a.text("talk")), new Timetable.Cell(a.text("room"), a.number("slot"))))),
                DeskTool.pure(
                        "schedule.verify",
                        "Checks the whole timetable; returns its faults.",
                        "",
                        (a, c) -> ToolResult.of(String.join("; ", timetable("").faults()))),
                DeskTool.pure(
                        "budget.check",
                        "Checks whether the caps hold if a speaker travels in a way; returns the fault.",
                        "speaker mode",
                        (a, c) -> ToolResult.of(travelFault(a.text("speaker"), a.text("mode")))));
    }

    private List<String> venueFaults(Venue v) {
        List<String> out = new ArrayList<>();
        for (var day : catalog.days()) {
            if (!v.freeDays().contains(day.toString())) {
                out.add("it is not free on " + day);
            }
        }
        if (!v.stepFree()) {
            out.add("it has steps");
        }
        if (v.label().compareTo("C") > 0) {
            out.add("its energy label is " + v.label());
        }
        int seats = catalog.numbers("Seats").getFirst();
        if (v.rooms().stream().noneMatch(r -> r.stepFree() && r.seats() >= seats)) {
            out.add("no step-free room has %d seats".formatted(seats));
        }
        if (v.rooms().stream()
                        .filter(r -> r.stepFree() && r.seats() >= LARGE)
                        .map(Room::name)
                        .count()
                < ROOMS) {
            out.add("it has fewer than %d rooms of %d seats".formatted(ROOMS, LARGE));
        }
        if (out.isEmpty() && !affordable(v)) {
            out.add("with fees and travel it breaks a cap");
        }
        if (out.isEmpty()) {
            Timetable t = new Timetable(catalog, v, Set.of());
            List<Talk> all = accepted();
            Talk first = all.getFirst();
            if (t.cells(first).stream().noneMatch(c -> t.leavesRoom(first, c, all))) {
                out.add("the talks find no slots there");
            }
        }
        return out;
    }

    private List<Talk> accepted() {
        return catalog.talks().values().stream().filter(Talk::accepted).toList();
    }

    private Set<String> speaking() {
        return accepted().stream().map(Talk::speaker).collect(Collectors.toCollection(java.util.TreeSet::new));
    }

    private boolean affordable(Venue v) {
        int days = catalog.days().size();
        List<Integer> stream = catalog.numbers("Streaming");
        int euro = v.euro() * days * 110 / 100 + stream.get(0) * days;
        int kg = (v.kg() + stream.get(1)) * days;
        List<List<Fare>> open = new ArrayList<>();
        for (String id : speaking()) {
            Speaker s = catalog.speaker(id);
            euro += s.fee();
            if (!s.remote()) {
                open.add(catalog.fares(s, v.city()));
            }
        }
        return Caps.reachable(
                open,
                catalog.numbers("Money").getFirst() - euro,
                catalog.numbers("Emissions").getFirst() - kg);
    }

    private String travelFault(String speaker, String mode) throws IOException {
        Venue v = Bookings.booked(catalog, store);
        int euro = v.euro() * catalog.days().size() / 10; // the reserve
        int kg = 0;
        Set<String> has = new HashSet<>();
        for (Map<String, String> b : store.rows("SELECT * FROM bookings WHERE status='active'")) {
            euro += Integer.parseInt(b.getOrDefault("eur", "0"));
            kg += Integer.parseInt(b.getOrDefault("kg", "0"));
            if ("travel".equals(b.get("kind"))) {
                has.add(b.getOrDefault("subject", ""));
            }
        }
        List<List<Fare>> open = new ArrayList<>();
        for (String id : speaking()) {
            Speaker s = catalog.speaker(id);
            if (!s.remote() && !has.contains(id)) {
                List<Fare> fares = catalog.fares(s, v.city());
                open.add(
                        id.equals(speaker)
                                ? fares.stream()
                                        .filter(f -> f.mode().equals(mode))
                                        .toList()
                                : fares);
            }
        }
        return Caps.reachable(
                        open,
                        catalog.numbers("Money").getFirst() - euro,
                        catalog.numbers("Emissions").getFirst() - kg)
                ? ""
                : "then no choice for the others keeps money and emissions below their caps";
    }

    private String cellFault(Talk talk, Timetable.Cell cell) throws IOException {
        Timetable t = timetable(talk.id());
        if (!t.cells(talk).contains(cell)) {
            return "the cell is not free for the talk";
        }
        return t.leavesRoom(talk, cell, missing()) ? "" : "then another talk finds no cell";
    }

    /** Talks that are accepted, not cancelled and have no session yet. */
    private List<Talk> missing() throws IOException {
        Set<String> has = store.rows("SELECT talk FROM sessions").stream()
                .map(r -> r.getOrDefault("talk", ""))
                .collect(Collectors.toSet());
        return accepted().stream().filter(t -> !has.contains(t.id())).toList();
    }

    /** The timetable as it is booked, without one talk. */
    private Timetable timetable(String without) throws IOException {
        Venue v = Bookings.booked(catalog, store);
        Set<String> closed = store.rows("SELECT * FROM closures").stream()
                .map(r -> r.get("room") + "@" + r.get("day"))
                .collect(Collectors.toSet());
        Timetable t = new Timetable(catalog, v, closed);
        for (Map<String, String> s : store.rows("SELECT * FROM sessions WHERE status='scheduled' ORDER BY talk")) {
            Instant start = Instant.parse(s.getOrDefault("start_utc", ""));
            for (int i = 0; i < t.slots().size(); i++) {
                if (t.slots().get(i).start().equals(start) && !without.equals(s.get("talk"))) {
                    t.place(s.getOrDefault("talk", ""), new Timetable.Cell(s.getOrDefault("room", ""), i));
                }
            }
        }
        return t;
    }
}
