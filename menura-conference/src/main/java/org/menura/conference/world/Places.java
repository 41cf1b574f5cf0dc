package org.menura.conference.world;

import java.time.ZoneId;
import java.util.List;

/** Cities, their time zones and the ways between them. */
final class Places {
    private Places() {}

    /** A city; those of one {@code land} are joined by rail. */
    record City(String name, ZoneId zone, double latitude, double longitude, String land) {}

    static final List<City> HOSTS = List.of(
            city("Lisbon", "Europe/Lisbon", 38.7, -9.1, "europe"),
            city("Nairobi", "Africa/Nairobi", -1.3, 36.8, "east africa"),
            city("Singapore", "Asia/Singapore", 1.35, 103.8, "south-east asia"));

    static final List<City> HOMES = List.of(
            city("Porto", "Europe/Lisbon", 41.1, -8.6, "europe"),
            city("Madrid", "Europe/Madrid", 40.4, -3.7, "europe"),
            city("Paris", "Europe/Paris", 48.9, 2.35, "europe"),
            city("London", "Europe/London", 51.5, -0.1, "europe"),
            city("Berlin", "Europe/Berlin", 52.5, 13.4, "europe"),
            city("Geneva", "Europe/Zurich", 46.2, 6.1, "europe"),
            city("Mombasa", "Africa/Nairobi", -4.0, 39.7, "east africa"),
            city("Kampala", "Africa/Kampala", 0.35, 32.6, "east africa"),
            city("Kigali", "Africa/Kigali", -1.95, 30.1, "east africa"),
            city("Arusha", "Africa/Dar_es_Salaam", -3.4, 36.7, "east africa"),
            city("Addis Ababa", "Africa/Addis_Ababa", 9.0, 38.7, "east africa"),
            city("Kuala Lumpur", "Asia/Kuala_Lumpur", 3.1, 101.7, "south-east asia"),
            city("Bangkok", "Asia/Bangkok", 13.75, 100.5, "south-east asia"),
            city("Penang", "Asia/Kuala_Lumpur", 5.4, 100.3, "south-east asia"),
            city("Vientiane", "Asia/Vientiane", 17.97, 102.6, "south-east asia"),
            city("Phnom Penh", "Asia/Phnom_Penh", 11.55, 104.9, "south-east asia"),
            city("Cairo", "Africa/Cairo", 30.0, 31.2, "north africa"),
            city("Lagos", "Africa/Lagos", 6.5, 3.4, "west africa"),
            city("Mumbai", "Asia/Kolkata", 19.1, 72.9, "india"),
            city("Kathmandu", "Asia/Kathmandu", 27.7, 85.3, "nepal"),
            city("Tokyo", "Asia/Tokyo", 35.7, 139.7, "japan"),
            city("Sydney", "Australia/Sydney", -33.9, 151.2, "australia"),
            city("New York", "America/New_York", 40.7, -74.0, "north america"),
            city("Mexico City", "America/Mexico_City", 19.4, -99.1, "north america"),
            city("Santiago", "America/Santiago", -33.4, -70.7, "south america"),
            city("Recife", "America/Recife", -8.05, -34.9, "south america"));

    private static City city(String name, String zone, double latitude, double longitude, String land) {
        return new City(name, ZoneId.of(zone), latitude, longitude, land);
    }

    /** The distance on the globe, in km. */
    static double distance(City a, City b) {
        double f1 = StrictMath.toRadians(a.latitude);
        double f2 = StrictMath.toRadians(b.latitude);
        double df = StrictMath.sin((f2 - f1) / 2);
        double dl = StrictMath.sin(StrictMath.toRadians(b.longitude - a.longitude) / 2);
        double h = df * df + StrictMath.cos(f1) * StrictMath.cos(f2) * dl * dl;
        return 2 * 6371 * StrictMath.asin(StrictMath.sqrt(h));
    }
}
