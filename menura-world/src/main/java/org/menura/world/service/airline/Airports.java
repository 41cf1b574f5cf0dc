package org.menura.world.service.airline;

import java.util.LinkedHashMap;
import java.util.Map;

/** The airports that the airline serves, and their cities. */
final class Airports {
    static final Map<String, String> CITIES = cities(
            "SFO San Francisco",
            "JFK New York",
            "LAX Los Angeles",
            "ORD Chicago",
            "DFW Dallas",
            "DEN Denver",
            "SEA Seattle",
            "ATL Atlanta",
            "MIA Miami",
            "BOS Boston",
            "PHX Phoenix",
            "IAH Houston",
            "LAS Las Vegas",
            "MCO Orlando",
            "EWR Newark",
            "CLT Charlotte",
            "MSP Minneapolis",
            "DTW Detroit",
            "PHL Philadelphia",
            "LGA LaGuardia");

    private Airports() {}

    private static Map<String, String> cities(String... airports) {
        Map<String, String> cities = new LinkedHashMap<>();
        for (String airport : airports) {
            cities.put(airport.substring(0, 3), airport.substring(4));
        }
        return cities;
    }
}
