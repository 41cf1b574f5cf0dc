package org.menura.world.household.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How commands are written and what they bring about is told. */
public enum Wording {
    /** ALFWorld 0.4: {@code move mug 1 to shelf 1}; arriving is told. */
    ALFWORLD {
        @Override
        public String command(Action action) {
            return action.verb() == Action.Verb.PUT
                    ? "move %s to %s".formatted(action.object(), action.where())
                    : Sentences.command(action);
        }

        @Override
        public String intro(House house, String task) {
            return "-= Welcome to TextWorld, ALFRED! =-\n\n%s\n\nYour task is to: %s."
                    .formatted(Sentences.around(house), task);
        }

        @Override
        public String feedback(House house, Action action) {
            return switch (action.verb()) {
                case GO -> "You arrive at %s. %s".formatted(action.where(), Sentences.seen(house, action.where()));
                case PUT -> "You move the %s to the %s.".formatted(action.object(), action.where());
                default -> Sentences.feedback(house, action);
            };
        }

        @Override
        public String nothing() {
            return Sentences.NOTHING;
        }
    },
    /** The form of ReAct's recorded trajectories (ALFWorld 0.3 without arrivals): {@code put mug 1 in/on shelf 1}. */
    REACT {
        @Override
        public String command(Action action) {
            return action.verb() == Action.Verb.PUT
                    ? "put %s in/on %s".formatted(action.object(), action.where())
                    : Sentences.command(action);
        }

        @Override
        public String intro(House house, String task) {
            return "%s\nYour task is to: %s.".formatted(Sentences.around(house), task);
        }

        @Override
        public String feedback(House house, Action action) {
            return action.verb() == Action.Verb.PUT
                    ? "You put the %s in/on the %s.".formatted(action.object(), action.where())
                    : Sentences.feedback(house, action);
        }

        @Override
        public String nothing() {
            return Sentences.NOTHING;
        }
    },
    /** A few words of a small vocabulary, for models that are trained from nothing: {@code put shelf 1}. */
    COMPACT {
        @Override
        public String command(Action action) {
            return switch (action.verb()) {
                case LOOK, INVENTORY, HELP -> action.verb().name().toLowerCase(Locale.ROOT);
                case EXAMINE -> "examine " + (action.item() == null ? action.where() : action.item());
                case GO -> "go " + action.where();
                case OPEN -> "open " + action.where();
                case CLOSE -> "close " + action.where();
                case TAKE -> "take " + action.object();
                case PUT -> "put " + action.where();
                case CLEAN -> "clean " + action.object();
                case HEAT -> "heat " + action.object();
                case COOL -> "cool " + action.object();
                case USE -> "use " + action.object();
                case SLICE -> "slice " + action.object();
            };
        }

        @Override
        public String intro(House house, String task) {
            Map<String, Integer> counts = new LinkedHashMap<>();
            for (Receptacle receptacle : house.listed()) {
                counts.merge(receptacle.type().toLowerCase(Locale.ROOT), 1, Integer::sum);
            }
            return "task: %s\nroom: %s"
                    .formatted(
                            task,
                            counts.entrySet().stream()
                                    .map(e -> e.getKey() + " " + e.getValue())
                                    .collect(Collectors.joining(", ")));
        }

        @Override
        public String feedback(House house, Action action) {
            return switch (action.verb()) {
                case GO, OPEN -> seen(house, action.where());
                case LOOK -> {
                    List<Receptacle> here = house.here();
                    yield here.isEmpty() ? "at nothing" : "at " + names(here);
                }
                case INVENTORY -> {
                    Item held = house.held();
                    yield held == null ? "have nothing" : "have " + held;
                }
                case HELP -> "go open close take put clean heat cool use slice";
                case EXAMINE -> action.item() == null ? seen(house, action.where()) : state(action.item());
                case CLOSE, TAKE, PUT, CLEAN, HEAT, COOL, USE, SLICE -> "ok";
            };
        }

        @Override
        public String nothing() {
            return "no";
        }

        private String seen(House house, Receptacle receptacle) {
            return receptacle.accessible()
                    ? "%s: %s"
                            .formatted(
                                    receptacle,
                                    house.in(receptacle).isEmpty() ? "nothing" : names(house.in(receptacle)))
                    : "%s closed".formatted(receptacle);
        }

        private String names(List<?> things) {
            return things.stream().map(Object::toString).collect(Collectors.joining(", "));
        }

        private String state(Item item) {
            List<String> words = new ArrayList<>();
            addIf(item.hot(), "hot", words);
            addIf(item.cool(), "cool", words);
            addIf(item.clean(), "clean", words);
            addIf(item.sliced(), "sliced", words);
            addIf(item.toggled(), "on", words);
            words.add(item.name());
            return String.join(" ", words);
        }

        private void addIf(boolean so, String word, List<String> to) {
            if (so) {
                to.add(word);
            }
        }
    };

    /** Writes an action as a command. */
    public abstract String command(Action action);

    /**
     * Tells what an episode begins with.
     *
     * @param task the goal in words
     */
    public abstract String intro(House house, String task);

    /** Tells what an action has brought about. */
    public abstract String feedback(House house, Action action);

    /** Tells that a command has brought about nothing. */
    public abstract String nothing();

    /** Returns the action of a command, or null if none that is possible now is written so. */
    public @Nullable Action action(House house, String command) {
        String text = command.strip();
        for (Action action : house.possible()) {
            if (command(action).equals(text)) {
                return action;
            }
        }
        return null;
    }
}
