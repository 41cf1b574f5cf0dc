package org.menura.world.textworld.story;

/** The banner with which every game of TextWorld begins. */
final class Banner {
    static final String TEXT = """
                                ________  ________  __    __  ________       \s
                               |        \\|        \\|  \\  |  \\|        \\      \s
                                \\$$$$$$$$| $$$$$$$$| $$  | $$ \\$$$$$$$$      \s
                                  | $$   | $$__     \\$$\\/  $$   | $$         \s
                                  | $$   | $$  \\     >$$  $$    | $$         \s
                                  | $$   | $$$$$    /  $$$$\\    | $$         \s
                                  | $$   | $$_____ |  $$ \\$$\\   | $$         \s
                                  | $$   | $$     \\| $$  | $$   | $$         \s
                                   \\$$    \\$$$$$$$$ \\$$   \\$$    \\$$         \s
                          __       __   ______   _______   __        _______ \s
                         |  \\  _  |  \\ /      \\ |       \\ |  \\      |       \\\s
                         | $$ / \\ | $$|  $$$$$$\\| $$$$$$$\\| $$      | $$$$$$$\\
                         | $$/  $\\| $$| $$  | $$| $$__| $$| $$      | $$  | $$
                         | $$  $$$\\ $$| $$  | $$| $$    $$| $$      | $$  | $$
                         | $$ $$\\$$\\$$| $$  | $$| $$$$$$$\\| $$      | $$  | $$
                         | $$$$  \\$$$$| $$__/ $$| $$  | $$| $$_____ | $$__/ $$
                         | $$$    \\$$$ \\$$    $$| $$  | $$| $$     \\| $$    $$
                          \\$$      \\$$  \\$$$$$$  \\$$   \\$$ \\$$$$$$$$ \\$$$$$$$\s
            """;

    /** The versions of Inform 7 6G60, with which TextWorld 1.7.0 compiles. */
    static final String VERSIONS = """
            Identification number: ////
            Standard interpreter 1.0 (1F) / Library serial number 080126
            Standard Rules version 3/120430 by Graham Nelson""";

    private Banner() {}
}
