package org.menura.conference.check;

import static org.menura.conference.check.Planting.sql;

import java.nio.file.Files;
import java.util.Map;

/** Breaks bookings and the budget. */
final class MoneyFaults {
    private final GoodConference good;

    MoneyFaults(GoodConference good) {
        this.good = good;
    }

    void plant(Map<String, Fault> to) {
        to.put("a sheet is missing: sheet", o -> Files.delete(o.resolve("budget.xlsx")));
        to.put(
                "a booking without a line: sheet-sum sheet-lines booking-complete",
                o -> sql(
                        o,
                        "UPDATE bookings SET status='cancelled' WHERE kind='fee' AND status='active' AND id=(SELECT MIN(id) FROM bookings WHERE kind='fee' AND status='active')"));
        to.put(
                "another price: sheet-sum sheet-lines booking-prices",
                o -> sql(o, "UPDATE bookings SET eur=eur-1 WHERE kind='stream'"));
        to.put(
                "above the caps: booking-prices money-cap emissions-cap sheet-sum sheet-lines",
                o -> sql(o, "UPDATE bookings SET eur=eur+999999, kg=kg+999999 WHERE kind='stream'"));
    }
}
