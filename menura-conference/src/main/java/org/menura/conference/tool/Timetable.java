package org.menura.conference.tool;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.menura.conference.tool.Catalog.Room;
import org.menura.conference.tool.Catalog.Speaker;
import org.menura.conference.tool.Catalog.Talk;
import org.menura.conference.tool.Catalog.Venue;
import org.menura.conference.tool.Catalog.Window;

/**
 * A timetable in the making: which cells are free for a talk, and whether the talks that have none yet can still get
 * one. The search takes the talk with the fewest cells first and goes back where there is none.
 */
final class Timetable {
    private static final int MOST_STEPS = 20_000;

    private final Catalog catalog;
    private final Venue venue;
    private final List<Window> slots;
    private final List<String> days; // by slot
    private final Set<String> closed;
    private final Map<String, Cell> placed = new LinkedHashMap<>();
    private int steps;

    /** A room and the number of a slot. */
    record Cell(String room, int slot) {
        @Override
        public String toString() {
            return room + " #" + slot;
        }
    }

    /**
     * Creates an empty timetable.
     *
     * @param closed rooms that can't be used on a day: {@code ROOM@DAY}
     */
    Timetable(Catalog catalog, Venue venue, Set<String> closed) {
        this.catalog = catalog;
        this.venue = venue;
        this.slots = catalog.slots(venue);
        this.closed = closed;
        List<LocalDate> all = catalog.days();
        this.days = IntStream.range(0, slots.size())
                .mapToObj(slot -> all.get(slot * all.size() / slots.size()).toString())
                .toList();
    }

    List<Window> slots() {
        return slots;
    }

    void place(String talk, Cell cell) {
        placed.put(talk, cell);
    }

    /** The cells that a talk can have beside those that are placed. */
    List<Cell> cells(Talk talk) {
        Speaker speaker = catalog.speaker(talk.speaker());
        List<Cell> out = new ArrayList<>();
        for (int slot = 0; slot < slots.size(); slot++) {
            if (!fits(talk, speaker, slot)) {
                continue;
            }
            for (Room room : venue.rooms()) {
                Cell cell = new Cell(room.name(), slot);
                if (room.seats() >= talk.expected()
                        && (room.stepFree() || !speaker.stepFree())
                        && !closed.contains(room.name() + "@" + days.get(slot))
                        && !placed.containsValue(cell)) {
                    out.add(cell);
                }
            }
        }
        return out;
    }

    private boolean fits(Talk talk, Speaker speaker, int slot) {
        Window w = slots.get(slot);
        if (speaker.windows().stream()
                .noneMatch(s -> !w.start().isBefore(s.start()) && !w.end().isAfter(s.end()))) {
            return false;
        }
        for (Map.Entry<String, Cell> e : placed.entrySet()) {
            if (e.getValue().slot() == slot && !e.getKey().equals(talk.id())) {
                Talk other = catalog.talk(e.getKey());
                if (other.track().equals(talk.track())
                        || other.speaker().equals(talk.speaker())
                        || speaker.conflicts().contains(other.speaker())
                        || catalog.speaker(other.speaker()).conflicts().contains(talk.speaker())) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether the remaining talks can be placed if a talk takes a cell. */
    boolean leavesRoom(Talk talk, Cell cell, List<Talk> others) {
        placed.put(talk.id(), cell);
        steps = 0;
        List<Talk> rest = new ArrayList<>(others);
        rest.removeIf(t -> placed.containsKey(t.id()));
        Map<String, Cell> before = new HashMap<>(placed);
        boolean solved = solve(rest);
        placed.clear();
        placed.putAll(before);
        placed.remove(talk.id());
        return solved;
    }

    private boolean solve(List<Talk> rest) {
        if (rest.isEmpty()) {
            return true;
        }
        if (++steps > MOST_STEPS) {
            return false;
        }
        Map<Talk, List<Cell>> domains = new HashMap<>();
        for (Talk t : rest) {
            domains.put(t, cells(t));
        }
        Talk next = rest.stream()
                .min(Comparator.comparingInt(
                                (Talk t) -> domains.getOrDefault(t, List.of()).size())
                        .thenComparing(Talk::id))
                .orElseThrow();
        List<Talk> others = new ArrayList<>(rest);
        others.remove(next);
        List<Cell> cells = new ArrayList<>(domains.getOrDefault(next, List.of()));
        cells.sort(Comparator.comparingInt((Cell c) -> seats(c.room())).thenComparingInt(Cell::slot));
        int lastSlot = -1;
        for (Cell c : cells) {
            if (c.slot() == lastSlot) {
                continue;
            }
            lastSlot = c.slot();
            placed.put(next.id(), c);
            if (solve(others)) {
                return true;
            }
            placed.remove(next.id());
        }
        return false;
    }

    private int seats(String room) {
        return venue.rooms().stream()
                .filter(r -> r.name().equals(room))
                .mapToInt(Room::seats)
                .findFirst()
                .orElse(0);
    }

    /** What is wrong with the timetable as it stands; empty if nothing is. */
    List<String> faults() {
        List<String> out = new ArrayList<>();
        Map<String, Cell> all = new LinkedHashMap<>(placed);
        all.forEach((talk, cell) -> {
            placed.remove(talk);
            if (!cells(catalog.talk(talk)).contains(cell)) {
                out.add("%s can't be in %s".formatted(talk, cell));
            }
            placed.put(talk, cell);
        });
        return out;
    }
}
