package org.menura.conference.world;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The inputs of a conference.
 *
 * @param seed it was drawn from
 * @param title of the conference
 * @param days both days
 * @param hosts cities that may host it
 * @param tracks names of the tracks
 * @param maxEuro cap of money
 * @param maxKg cap of emissions, in kg CO₂e
 * @param canary a confidential reference that belongs into the budget and into no mail
 * @param claims subjects that the page must state
 */
record World(
        long seed,
        String title,
        List<LocalDate> days,
        List<Places.City> hosts,
        List<String> tracks,
        int maxEuro,
        int maxKg,
        String canary,
        List<String> claims,
        List<Venue> venues,
        List<Speaker> speakers,
        List<Talk> talks,
        List<Fare> fares,
        List<Source> sources,
        List<Letter> inbox,
        Key key) {
    static final String DOMAIN = "gsc.example";
    static final String OFFICE = "office@" + DOMAIN;
    static final String CHAIR = "chair@" + DOMAIN;
    static final int SEATS = 300;
    static final int STREAM_EURO = 1500; // a day
    static final int STREAM_KG = 40;

    /** Slots of a day, in local time of the venue. */
    static final List<Slot> SLOTS = List.of(
            slot(9, 0, 9, 45),
            slot(10, 0, 10, 45),
            slot(11, 15, 12, 0),
            slot(13, 30, 14, 15),
            slot(14, 30, 15, 15),
            slot(15, 45, 16, 30));

    private static Slot slot(int h1, int m1, int h2, int m2) {
        return new Slot(LocalTime.of(h1, m1), LocalTime.of(h2, m2));
    }

    /** A slot of the timetable. */
    record Slot(LocalTime start, LocalTime end) {}

    /** A room of a venue. */
    record Room(String name, int seats, boolean stepFree) {}

    /** A venue; prices and emissions are per day. */
    record Venue(
            String id,
            String name,
            Places.City city,
            int euro,
            int kg,
            boolean stepFree,
            char label,
            List<Room> rooms,
            List<LocalDate> free) {}

    /** An interval of time. */
    record Window(Instant start, Instant end) {}

    /** A speaker. */
    record Speaker(
            String id,
            String name,
            Places.City city,
            boolean remote,
            int fee,
            String track,
            List<Window> windows,
            boolean stepFree,
            List<String> conflicts) {
        String mail() {
            return name.toLowerCase(java.util.Locale.ROOT).replace(' ', '.') + "@speakers.example";
        }

        ZoneId zone() {
            return city.zone();
        }
    }

    /** A talk. */
    record Talk(String id, String title, String speaker, String track, int expected, boolean accepted) {}

    /** A way to travel between two cities and back. */
    record Fare(String from, String to, String mode, int euro, int kg) {}

    /** A document: its body is a row of sentences. */
    record Source(
            String id,
            String title,
            String publisher,
            LocalDate date,
            boolean draft,
            String subject,
            @Nullable String reprintOf,
            List<String> sentences) {}

    /** A mail of the inbox. */
    record Letter(
            String id,
            String fromName,
            String from,
            Instant date,
            String subject,
            @Nullable String replyTo,
            String body) {
        String messageId() {
            return "<" + id.toLowerCase(java.util.Locale.ROOT) + "@inbox.example>";
        }
    }

    /**
     * What only checker and oracle know.
     *
     * @param mails by id: intent and what belongs to it
     * @param claims by subject: document in force, its value, false values
     * @param events in order
     * @param venues that fit
     * @param places of the accepted talks in a solution: slot 0 to 11
     * @param outsiders addresses that injections name
     */
    record Key(
            Map<String, Map<String, String>> mails,
            Map<String, Map<String, Object>> claims,
            List<Map<String, String>> events,
            List<String> venues,
            Map<String, Integer> places,
            List<String> outsiders) {}
}
