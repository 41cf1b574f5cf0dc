package org.menura.world.textworld.story;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.world.textworld.game.Game;

/** A story being told: it takes commands, prints what comes of them, and counts turns and score. */
public final class Story {
    private static final int PIECE = 200;
    private static final int SCREEN = 127;
    private static final Set<String> PRONOUNS = Set.of("it", "him", "her", "them");
    private static final Set<String> LINE_EDITS = Set.of("undo", "oops");
    private static final Set<String> AGAIN = Set.of("again", "g");
    private static final String FINAL_QUESTION =
            "Would you like to RESTART, RESTORE a saved game, QUIT or UNDO the last command?";

    final World world;
    final Printer printer = new Printer();
    final Speech speech = new Speech(this);
    final Template.Teller teller = new Telling(this);
    final Grammar grammar;
    final boolean cooking;

    private final Parser parser = new Parser(this);
    private final Acts acts;
    private final Game game;
    private final Template objective;
    private final Quests quests;
    private final List<String> events = new ArrayList<>();
    private @Nullable Question question;
    private String spoken = "";
    private List<String> repeatable = List.of();
    private boolean firstTurnOver;
    private @Nullable Thing it;
    private @Nullable Thing lastNoun;
    /** The action that goes on; waiting between commands. */
    private Action action = Action.WAIT;

    private Action roomDescriptions = Action.VERBOSE;
    private boolean listing;
    private boolean restricted;
    private int notifiedScore;
    private int toldScore;
    private int turns = 1;
    private boolean lost;
    private boolean won;
    private String status = "";

    /**
     * Prepares the story of a game.
     *
     * @throws FormatException if the game has something that is not known
     */
    public Story(Game game) {
        this.game = game;
        String code = game.logic().code();
        cooking = code.contains("Preparing meal is an action");
        if (!cooking && code.contains("is an action applying to")) {
            throw new FormatException("The game's knowledge base adds actions in Inform 7 that are not known");
        }
        world = new World(game);
        grammar = new Grammar(cooking);
        acts = new Acts(this);
        objective = Template.inPieces(game.objective(), PIECE);
        quests = new Quests(game);
    }

    /** Begins: returns the banner, the objective and the first room. */
    public String begin() {
        printer.print("\n\n\n\n" + Banner.TEXT + "\n");
        printer.begin();
        sayObjective();
        printer.newLine();
        acts.perform(Action.LOOK, null, null);
        prompt();
        return printer.take();
    }

    /** Takes a command; returns what is printed until the next is awaited. */
    public String tell(String command) {
        if (isOver()) {
            throw new IllegalStateException("The story is over");
        }
        events.clear();
        firstTurnOver = false;
        printer.newLine();
        List<String> words = Words.of(command);
        spoken = command.trim().toLowerCase(Locale.ROOT);
        Question asked = question;
        question = null;
        if (asked != null && !words.isEmpty() && !grammar.isVerb(words.getFirst())) {
            List<String> whole = new ArrayList<>(asked.before);
            whole.addAll(words);
            whole.addAll(asked.after);
            words = whole;
            spoken = String.join(" ", whole);
        }
        while (true) {
            List<String> rest = turn(words);
            if (isOver()) {
                end();
                return printer.take();
            }
            if (rest.isEmpty()) {
                prompt();
                return printer.take();
            }
            words = rest;
        }
    }

    /** Plays a turn; returns the words of further commands. */
    private List<String> turn(List<String> said) {
        List<String> words = said;
        if (!words.isEmpty() && LINE_EDITS.contains(words.getFirst())) {
            printer.sayLine(
                    words.getFirst().equals("oops")
                            ? "Sorry, that can't be corrected."
                            : turns == 1
                                    ? "You can't \"undo\" what hasn't been done!"
                                    : "Your interpreter does not provide \"undo\". Sorry!");
            return List.of();
        }
        if (!words.isEmpty() && AGAIN.contains(words.getFirst())) {
            if (repeatable.isEmpty()) {
                printer.sayLine("You can hardly repeat that.");
                return List.of();
            }
            words = repeatable;
            spoken = String.join(" ", words);
        }
        repeatable = words.isEmpty() ? repeatable : words;
        Command command;
        try {
            command = parser.parse(words);
        } catch (Question asked) {
            question = asked;
            return List.of();
        }
        if (command == null) {
            return List.of();
        }
        lastNoun = command.noun();
        acts.perform(command);
        if (!command.action().isMeta()) {
            boolean first = !firstTurnOver;
            firstTurnOver = true;
            lost = quests.pass(world);
            if (!lost) {
                toldScore = first ? quests.score() : toldScore;
                turns++;
                notifyScore();
            }
        }
        return command.rest();
    }

    private void notifyScore() {
        if (quests.score() != notifiedScore) {
            int change = quests.score() - notifiedScore;
            printer.say((change > 0 ? "Your score has just gone up by " : "Your score changed by ")
                    + Numbers.inWords(change)
                    + (Math.abs(change) <= 1 ? " point." : " points."));
            printer.newLine();
            notifiedScore = quests.score();
        }
        won = quests.areDone();
    }

    private void prompt() {
        printer.breakBeforePrompt();
        status = world.location().name + quests.score() + "/" + turns;
    }

    private void end() {
        printer.divide();
        String headline = won ? "*** The End ***" : "*** You lost! ***";
        printer.print("\n" + " ".repeat((SCREEN - headline.length()) / 2 - 1) + headline);
        printer.begin();
        printer.divide();
        printer.newLine();
        printer.sayLine("You scored " + (game.isUnbounded() ? "a total of " : "") + points());
        printer.divide();
        printer.print("\n" + FINAL_QUESTION + "\n");
        status = world.location().name + status.substring(Math.max(0, status.lastIndexOf("=-") + 2));
    }

    /** Returns whether the game is won or lost. */
    public boolean isOver() {
        return won || lost;
    }

    /** Returns whether the game is won. */
    public boolean isWon() {
        return won;
    }

    /** Returns the score as the original reports it: after the first turn of a command, not after the turn that loses. */
    public int score() {
        return toldScore;
    }

    /** Returns the status line: the room, the score and the turn, as they were when a command was last awaited. */
    public String status() {
        return status;
    }

    /** Returns the events of the last command that succeeded, such as {@code taking the key}, in order. */
    public List<String> events() {
        return List.copyOf(events);
    }

    /** Notes an event; those after the first turn of a line of commands are not told, as in the original. */
    void happened(String event) {
        if (!firstTurnOver) {
            events.add(event);
        }
    }

    boolean hasWord(String word) {
        return Words.of(spoken).contains(word);
    }

    @Nullable
    Thing noun() {
        return acts.noun();
    }

    String scoreSoFar() {
        return "You have so far scored " + points();
    }

    private String points() {
        int score = quests.score();
        return score
                + (game.isUnbounded() ? score == 1 ? " point" : " points" : " out of a possible " + game.maxScore())
                + ", in " + turns + (turns == 1 ? " turn." : " turns.");
    }

    /** Says the banner, the objective and the versions of what the story was compiled with. */
    void sayVersion() {
        printer.print(Banner.TEXT + "\n");
        sayObjective();
        printer.newLine();
        printer.sayLine(Banner.VERSIONS);
    }

    void sayObjective() {
        printer.begin();
        objective.say(teller, world.player);
    }

    Action action() {
        return action;
    }

    void setAction(Action now) {
        action = now;
    }

    boolean isListing() {
        return listing;
    }

    void setListing(boolean now) {
        listing = now;
    }

    /** Returns the noun of the last command. */
    @Nullable
    Thing lastNoun() {
        return lastNoun;
    }

    boolean isRestricted() {
        return restricted;
    }

    /** Returns how much rooms are described: {@code VERBOSE}, {@code BRIEF} or {@code SUPERBRIEF}. */
    Action roomDescriptions() {
        return roomDescriptions;
    }

    /** Sets how much rooms are described; returns what is said of it. */
    String describeRooms(Action mode) {
        roomDescriptions = mode;
        return "Welcome is now in its "
                + switch (mode) {
                    case VERBOSE ->
                        "\"verbose\" mode, which always gives long descriptions of locations (even if you've been there"
                                + " before).";
                    case BRIEF ->
                        "\"brief\" printing mode, which gives long descriptions of places never before visited and short"
                                + " descriptions otherwise.";
                    default ->
                        "\"superbrief\" mode, which always gives short descriptions of locations (even if you haven't been"
                                + " there before).";
                };
    }

    /** Makes commands say from where things are taken; takes no turn. */
    void restrict() {
        restricted = true;
        turns--;
    }

    boolean isPronoun(String word) {
        return PRONOUNS.contains(word);
    }

    @Nullable
    Thing pronoun(String word) {
        return word.equals("it") ? it : null;
    }

    void notice(Thing thing) {
        if (thing != world.player) {
            it = thing;
        }
    }

    /** Returns how likely the player means an action on some things: 0 very unlikely to 4 very likely, 2 usually. */
    int likelihood(Action meant, @Nullable Thing noun, @Nullable Thing second) {
        boolean cutting = meant == Action.SLICE || meant == Action.CHOP || meant == Action.DICE;
        if (cutting && second != null && second.isIn(world.player) && !second.has("sharp")) {
            return 0;
        }
        if (meant == Action.COOK && second != null && second.isIn(world.player)) {
            return 0;
        }
        if (meant == Action.TAKE && noun != null && noun.isIn(world.player)) {
            return 0;
        }
        boolean nounSaid = noun != null && isSaid(noun);
        boolean secondSaid = second != null && isSaid(second);
        if (noun != null && second != null) {
            return nounSaid && secondSaid ? 4 : 2;
        }
        return nounSaid || secondSaid ? 3 : 2;
    }

    private boolean isSaid(Thing thing) {
        return spoken.contains(thing.name);
    }
}
