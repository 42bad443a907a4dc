/*
 * The parts of page_html.c's pages that all pages share: style sheet, body and script.
 */
#ifndef EXPORT_PAGE_SCRIPT_H
#define EXPORT_PAGE_SCRIPT_H

extern const char page_style[], page_body[], page_script[];

#endif
