package org.menura.world.textworld;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.menura.world.textworld.game.Game;
import org.menura.world.textworld.logic.Deed;
import org.menura.world.textworld.logic.Facts;
import org.menura.world.textworld.logic.Logic;
import org.menura.world.textworld.story.Story;

/**
 * A game being played: the story, and beside it the facts by which TextWorld tells which commands are admissible.
 * Facts follow the events of the story; a step counts as a move if an event of it is known to the rules.
 *
 * <pre>{@code
 * Play play = new Play(Game.read(file));
 * View view = play.view();
 * while (!view.done()) {
 *     view = play.step(choose(view.admissible()));
 * }
 * }</pre>
 */
public final class Play {
    /**
     * What is seen after a step.
     *
     * @param feedback what was printed
     * @param status the line above it: room, score and turn
     * @param admissible commands that are possible now, sorted
     * @param moves steps that counted
     */
    public record View(
            String feedback, String status, List<String> admissible, int score, int moves, boolean done, boolean won) {}

    private final Game game;
    private final Logic logic;
    private final Story story;
    private final Facts facts;
    private List<Deed> possible;
    private int moves;
    private View view;

    /**
     * Begins a game.
     *
     * @throws org.menura.format.FormatException if it has something that is not known
     */
    public Play(Game game) {
        this.game = game;
        logic = game.logic();
        story = new Story(game);
        facts = new Facts(logic.types(), game.facts());
        possible = facts.possible(logic.rules());
        view = look(story.begin());
    }

    /** Returns what is seen now. */
    public View view() {
        return view;
    }

    /** Returns the game. */
    public Game game() {
        return game;
    }

    /** Returns the facts that hold now. */
    public Facts facts() {
        return facts;
    }

    /**
     * Gives a command.
     *
     * @throws IllegalStateException if the game is over
     */
    public View step(String command) {
        String feedback = story.tell(command);
        for (String event : story.events()) {
            Deed deed = deed(event);
            if (deed != null) {
                facts.apply(deed);
                possible = facts.possible(logic.rules());
                moves++;
            }
        }
        view = look(feedback);
        return view;
    }

    /** Returns the possible deed that an event is, of several the one with the most conditions; null if none. */
    private @Nullable Deed deed(String event) {
        return possible.stream()
                .sorted(Comparator.comparing(
                        (Deed deed) -> -deed.rule().preconditions().size()))
                .filter(deed -> logic.event(deed, game::name)
                        .map(e -> e.toLowerCase(Locale.ROOT))
                        .filter(event::equals)
                        .isPresent())
                .findFirst()
                .orElse(null);
    }

    private View look(String feedback) {
        TreeSet<String> admissible = new TreeSet<>();
        possible.stream()
                .map(deed -> logic.command(deed, game::name))
                .flatMap(Optional::stream)
                .forEach(admissible::add);
        return new View(
                feedback, story.status(), List.copyOf(admissible), story.score(), moves, story.isOver(), story.isWon());
    }

    /** Returns a key that is equal for equal states of the world: its facts, the score left out. */
    public String stateKey() {
        return facts.all().toString();
    }
}
