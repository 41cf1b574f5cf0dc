package org.menura.train.rl.episode;

import java.util.ArrayList;
import java.util.List;
import org.menura.tensor.Rng;

/** A world of some rooms, a key in one and a door in another, which wants to be opened. */
public final class KeyAndDoor implements EnvironmentType {
    private static final List<String> ROOMS = List.of("red", "blue", "green", "white", "black", "brown");

    @Override
    public String name() {
        return "test-key-and-door";
    }

    @Override
    public String meaning() {
        return "find the key, go to the door and open it";
    }

    @Override
    public Environment create(EnvironmentSettings settings) {
        List<String> rooms = ROOMS.subList(0, (int) settings.whole("rooms", 4));
        return new Environment() {
            private String key = "";
            private String door = "";
            private String at = "";
            private boolean holds;

            @Override
            public Turn reset(long seed) {
                Rng rng = new Rng(seed);
                key = rooms.get(rng.nextInt(rooms.size()));
                door = rooms.get(rng.nextInt(rooms.size()));
                at = rooms.get(rng.nextInt(rooms.size()));
                holds = false;
                return turn("The key is in the %s room. The door is in the %s room. You are in the %s room."
                        .formatted(key, door, at));
            }

            @Override
            public Turn step(String action) {
                if (!actions().contains(action)) {
                    return turn("Nothing happens.");
                }
                if (action.startsWith("go to the ")) {
                    at = action.substring("go to the ".length(), action.length() - " room".length());
                    return turn("You are in the %s room.".formatted(at));
                }
                if (action.equals("take the key")) {
                    holds = true;
                    return turn("You hold the key.");
                }
                boolean opened = action.equals("open the door");
                return new Turn(opened ? "The door opens." : "It breaks.", opened ? 1 : 0, true, List.of(), "");
            }

            private Turn turn(String text) {
                return new Turn(text, 0, false, actions(), at + holds);
            }

            private List<String> actions() {
                List<String> all = new ArrayList<>();
                for (String room : rooms) {
                    if (!room.equals(at)) {
                        all.add("go to the " + room + " room");
                    }
                }
                if (at.equals(key) && !holds) {
                    all.add("take the key");
                }
                if (at.equals(door)) {
                    if (holds) {
                        all.add("open the door");
                    }
                    all.add("kick the door");
                }
                return all;
            }
        };
    }

    /** What an expert does. */
    public static List<String> expert(long seed, int rooms) {
        Environment world = new KeyAndDoor().create(EnvironmentSettings.of(List.of("rooms=" + rooms), null));
        String[] first = world.reset(seed).text().split(" ");
        List<String> actions = new ArrayList<>();
        String key = first[5];
        String door = first[12];
        String at = first[18];
        if (!at.equals(key)) {
            actions.add("go to the %s room".formatted(key));
        }
        actions.add("take the key");
        if (!door.equals(key)) {
            actions.add("go to the %s room".formatted(door));
        }
        actions.add("open the door");
        return actions;
    }
}
