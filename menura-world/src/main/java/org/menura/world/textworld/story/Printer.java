package org.menura.world.textworld.story;

/** What is printed, and Inform's paragraphs: where a skipped line divides one text from the next. */
final class Printer {
    private final StringBuilder out = new StringBuilder();
    /** Whether a paragraph was begun and not yet divided from the next. */
    private boolean begun;
    /** Whether a paragraph was divided since the last prompt. */
    private boolean completed;
    /** Whether a skipped line is due before the prompt if nothing more is printed. */
    private boolean skipBeforePrompt;
    /** Whether that line is not due after all. */
    private boolean skipSuppressed;

    /** Prints, without a thought of paragraphs. */
    void print(String text) {
        out.append(text);
    }

    void newLine() {
        out.append('\n');
    }

    /** Begins a paragraph or goes on with it. */
    void say(String text) {
        begun = true;
        out.append(text);
    }

    /** Says a text that ends its line. */
    void sayLine(String text) {
        say(text);
        newLine();
    }

    boolean isBegun() {
        return begun;
    }

    void begin() {
        begun = true;
    }

    /** Divides what was said from what comes, with a skipped line. */
    void divide() {
        if (begun) {
            newLine();
            begun = false;
            completed = true;
            skipBeforePrompt = false;
            skipSuppressed = false;
        }
    }

    /** Forgets all of what is due. */
    void clear() {
        begun = false;
        completed = false;
        skipBeforePrompt = false;
        skipSuppressed = false;
    }

    /** Breaks before the description of a room that was just entered. */
    void breakBeforeRoom() {
        if (!completed) {
            newLine();
        }
        clear();
    }

    /** Lets the next text run on from this one. */
    void runOn() {
        begun = false;
        skipBeforePrompt = true;
        skipSuppressed = true;
    }

    /** Lets a description follow its heading. */
    void runOnAfterHeading() {
        begun = false;
        skipBeforePrompt = true;
    }

    /** Ends the turn: skips a line before the prompt if one is due. */
    void breakBeforePrompt() {
        if (begun || skipBeforePrompt && !skipSuppressed) {
            newLine();
        }
        clear();
    }

    /** Takes what was printed since the last call. */
    String take() {
        String text = out.toString();
        out.setLength(0);
        return text;
    }
}
