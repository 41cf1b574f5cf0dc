package org.menura.world.textworld.story;

/** Numbers in words, as Inform prints them. */
final class Numbers {
    private static final String[] SMALL = {
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen"
    };
    private static final String[] TENS = {
        "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"
    };

    private Numbers() {}

    /** Returns a number in words, such as {@code minus one hundred and two}. */
    static String inWords(int number) {
        if (number < 0) {
            return "minus " + inWords(-number);
        }
        if (number >= 1000) {
            int rest = number % 1000;
            return inWords(number / 1000) + " thousand"
                    + (rest == 0 ? "" : (rest < 100 ? " and " : " ") + inWords(rest));
        }
        if (number >= 100) {
            int rest = number % 100;
            return SMALL[number / 100] + " hundred" + (rest == 0 ? "" : " and " + inWords(rest));
        }
        if (number >= 20) {
            return TENS[number / 10] + (number % 10 == 0 ? "" : "-" + SMALL[number % 10]);
        }
        return SMALL[number];
    }
}
