/** The tools by which agents organise a conference: searches, a database, mails, calendars, a spreadsheet, a page. */
@NullMarked
package org.menura.conference.tool;

import org.jspecify.annotations.NullMarked;
