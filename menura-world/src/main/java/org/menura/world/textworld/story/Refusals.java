package org.menura.world.textworld.story;

/** The words in which commands are refused that are not understood. */
final class Refusals {
    private final Story story;

    Refusals(Story story) {
        this.story = story;
    }

    /**
     * Says why a command is not understood.
     *
     * @param understood the command as far as it is understood
     */
    void say(Refusal refusal, String understood, Parsing p) {
        String said = switch (refusal) {
            case UP_TO -> "I only understood you as far as wanting to " + understood + ".";
            case NUMBER -> "I didn't understand that number.";
            case NOT_ANIMATE -> "You can only do that to something animate.";
            case CANNOT_SEE -> "You can't see any such thing.";
            case TOO_LITTLE -> "You seem to have said too little!";
            case NOT_HELD -> "You aren't holding that!";
            case MANY -> "You can't use multiple objects with that verb.";
            case MANY_TWICE -> "You can only use multiple objects once on a line.";
            case VAGUE -> "I'm not sure what '" + p.pronoun + "' refers to.";
            case EXCEPT -> "You excepted something not included anyway!";
            case VERB -> "That's not a verb I recognise.";
            case SCENERY -> "That's not something you need to refer to in the course of this game.";
            case IT_GONE -> itGone();
            case JUNK_AFTER -> "I didn't understand the way that finished.";
            case TOO_FEW -> (p.had == 0 ? "None" : "Only " + Numbers.inWords(p.had)) + " of those are available.";
            case NOTHING -> nothing(p);
            case STUCK, NONE -> "I didn't understand that sentence.";
        };
        story.printer.sayLine(said);
    }

    private String nothing(Parsing p) {
        Thing holder = p.emptied;
        if (holder == null || holder.isSeeThrough() && !holder.children.isEmpty()) {
            return "There are none at all available!";
        }
        if (!holder.isA("container") && !holder.isA("supporter")) {
            return story.speech.that(holder, "can't", "can't") + " contain things.";
        }
        return story.speech.capitalThe(holder) + (holder.isSeeThrough() ? " is empty." : " isn't open.");
    }

    private String itGone() {
        Thing last = story.lastNoun();
        return story.pronoun("it") == null
                ? "I'm not sure what 'it' refers to."
                : "You can't see 'it' (" + (last == null ? "nothing" : story.speech.the(last)) + ") at the moment.";
    }
}
