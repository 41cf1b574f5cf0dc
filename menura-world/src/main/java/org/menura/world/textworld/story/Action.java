package org.menura.world.textworld.story;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Actions, what they need, and how they are named; {@code *} stands for the noun, {@code +} for the second noun. */
enum Action {
    INVENTORY("taking inventory", 0),
    TAKE("taking *", Action.TOUCH),
    REMOVE("removing * from +", Action.TOUCH | Action.TOUCH_SECOND),
    DROP("dropping *", Action.TOUCH),
    PUT("putting * on +", Action.TOUCH | Action.TOUCH_SECOND),
    INSERT("inserting * into +", Action.TOUCH | Action.TOUCH_SECOND),
    EAT("eating *", Action.TOUCH),
    GO("going *", Action.NOUN),
    ENTER("entering *", Action.TOUCH),
    EXIT("exiting", 0),
    GET_OFF("getting off *", Action.TOUCH),
    LOOK("looking", 0),
    EXAMINE("examining *", Action.NOUN),
    LOOK_UNDER("looking under *", Action.NOUN),
    SEARCH("searching *", Action.TOUCH),
    CONSULT("consulting * about", Action.TOUCH),
    LOCK("locking * with +", Action.TOUCH | Action.TOUCH_SECOND | Action.CARRY_SECOND),
    UNLOCK("unlocking * with +", Action.TOUCH | Action.TOUCH_SECOND | Action.CARRY_SECOND),
    SWITCH_ON("switching on *", Action.TOUCH),
    SWITCH_OFF("switching off *", Action.TOUCH),
    OPEN("opening *", Action.TOUCH),
    CLOSE("closing *", Action.TOUCH),
    WEAR("wearing *", Action.TOUCH | Action.CARRY),
    TAKE_OFF("taking off *", Action.TOUCH),
    GIVE("giving * to +", Action.TOUCH | Action.TOUCH_SECOND | Action.CARRY),
    SHOW("showing * to +", Action.TOUCH | Action.SECOND | Action.CARRY),
    WAKE_OTHER("waking *", Action.TOUCH),
    THROW_AT("throwing * at +", Action.TOUCH | Action.SECOND | Action.CARRY),
    ATTACK("attacking *", Action.TOUCH),
    KISS("kissing *", Action.TOUCH),
    ANSWER("answering * that", Action.TOUCH),
    TELL("telling * about", Action.TOUCH),
    ASK("asking * about", Action.TOUCH),
    ASK_FOR("asking * for +", Action.TOUCH | Action.TOUCH_SECOND),
    WAIT("waiting", 0),
    TOUCH_IT("touching *", Action.TOUCH),
    WAVE("waving *", Action.TOUCH),
    PULL("pulling *", Action.TOUCH),
    PUSH("pushing *", Action.TOUCH),
    TURN("turning *", Action.TOUCH),
    SQUEEZE("squeezing *", Action.TOUCH),
    YES("saying yes", 0),
    NO("saying no", 0),
    BURN("burning *", Action.TOUCH),
    WAKE("waking up", 0),
    THINK("thinking", 0),
    SMELL("smelling *", Action.TOUCH),
    LISTEN("listening to *", Action.TOUCH),
    TASTE("tasting *", Action.TOUCH),
    CUT("cutting *", Action.TOUCH),
    JUMP("jumping", 0),
    TIE("tying * to +", Action.TOUCH | Action.TOUCH_SECOND),
    DRINK("drinking *", Action.TOUCH),
    SORRY("saying sorry", 0),
    SWING("swinging *", Action.TOUCH),
    RUB("rubbing *", Action.TOUCH),
    SET_TO("setting * to", Action.TOUCH),
    WAVE_HANDS("waving hands", 0),
    BUY("buying *", Action.TOUCH),
    CLIMB("climbing *", Action.TOUCH),
    SLEEP("sleeping", 0),
    TAKE_ALL("taking all", 0),
    GOAL("printing the objective", 0),
    HELP("displaying help message", 0),
    RESTRICT("turning on the restrict commands option", 0),
    PREPARE("preparing meal", 0),
    DRINK_CARRIED("drinking carried thing *", Action.TOUCH | Action.CARRY),
    SLICE("slicing * with +", Action.TOUCH | Action.TOUCH_SECOND | Action.CARRY | Action.CARRY_SECOND),
    DICE("dicing * with +", Action.TOUCH | Action.TOUCH_SECOND | Action.CARRY | Action.CARRY_SECOND),
    CHOP("chopping * with +", Action.TOUCH | Action.TOUCH_SECOND | Action.CARRY | Action.CARRY_SECOND),
    COOK("cooking * with +", Action.TOUCH | Action.TOUCH_SECOND | Action.CARRY),
    SCORE("requesting the score", Action.META),
    PRONOUNS("requesting the pronoun meanings", Action.META),
    VERIFY("verifying the story file", Action.META),
    VERBOSE("preferring unabbreviated room descriptions", Action.META),
    BRIEF("preferring sometimes abbreviated room descriptions", Action.META),
    SUPERBRIEF("preferring abbreviated room descriptions", Action.META),
    NOTIFY_ON("switching score notification on", Action.META),
    NOTIFY_OFF("switching score notification off", Action.META),
    VERSION("requesting the story file version", Action.META),
    OUT_OF_PLAY("asking the interpreter", Action.META);

    private static final int NOUN = 1;
    private static final int SECOND = 2;
    private static final int CARRY = 4;
    private static final int CARRY_SECOND = 8;
    private static final int META = 16;
    private static final int REACH = 32;
    private static final int REACH_SECOND = 64;
    private static final int TOUCH = NOUN | REACH;
    private static final int TOUCH_SECOND = SECOND | REACH_SECOND;

    private final String wording;
    private final int needs;

    Action(String wording, int needs) {
        this.wording = wording;
        this.needs = needs;
    }

    boolean needsNoun() {
        return (needs & NOUN) != 0;
    }

    boolean needsSecond() {
        return (needs & SECOND) != 0;
    }

    /** Returns whether the noun must be something that can be touched. */
    boolean touchesNoun() {
        return (needs & REACH) != 0;
    }

    boolean touchesSecond() {
        return (needs & REACH_SECOND) != 0;
    }

    boolean carriesNoun() {
        return (needs & CARRY) != 0;
    }

    boolean carriesSecond() {
        return (needs & CARRY_SECOND) != 0;
    }

    /** Returns whether it is outside of play: no turn passes. */
    boolean isMeta() {
        return (needs & META) != 0;
    }

    /** Returns its name with those of its nouns, such as {@code taking the key}. */
    String event(@Nullable String noun, @Nullable String second) {
        return wording.replace("*", noun == null ? "" : noun)
                .replace("+", second == null ? "" : second)
                .toLowerCase(Locale.ROOT);
    }
}
