package org.menura.cli;

import java.util.Locale;

/** Sizes for people. */
final class Units {
    private static final double KIBI = 1024;
    private static final double KILO = 1000;

    private Units() {}

    /** A number of bytes. */
    static String bytes(long bytes) {
        return scaled(bytes, KIBI, "B", "KiB", "MiB", "GiB", "TiB");
    }

    /** A number of parameters. */
    static String count(long count) {
        return scaled(count, KILO, "", "K", "M", "B", "T");
    }

    private static String scaled(double value, double base, String... units) {
        int unit = 0;
        double scaled = value;
        while (scaled >= base && unit < units.length - 1) {
            scaled /= base;
            unit++;
        }
        String number = unit == 0 ? String.valueOf((long) value) : String.format(Locale.ROOT, "%.2f", scaled);
        return (number + " " + units[unit]).strip();
    }
}
