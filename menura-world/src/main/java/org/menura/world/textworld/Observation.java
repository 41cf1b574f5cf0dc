package org.menura.world.textworld;

/** What an agent is shown of what a game prints. */
final class Observation {
    private static final String BANNER_END = "\\$$$$$$$ \n";

    private Observation() {}

    /** Returns a feedback without the banner, and without empty lines but one between paragraphs. */
    static String of(String feedback) {
        int banner = feedback.lastIndexOf(BANNER_END);
        String text = banner < 0 ? feedback : feedback.substring(banner + BANNER_END.length());
        int question = text.indexOf("\n\n\nWould you like to RESTART");
        text = question < 0 ? text : text.substring(0, question);
        return text.strip().replaceAll("\n{3,}", "\n\n");
    }
}
