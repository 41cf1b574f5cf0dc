package org.menura.world.bfcl;

/** The language whose functions are called. */
enum Language {
    PYTHON,
    JAVA,
    JAVASCRIPT;

    /** Returns the language of a category, by its name. */
    static Language of(String category) {
        return category.contains("javascript") ? JAVASCRIPT : category.contains("java") ? JAVA : PYTHON;
    }
}
